'use client';

import { useTranslations } from 'next-intl';
import { useId, useState, type KeyboardEvent } from 'react';
import type { Snippet } from './snippets';
import { CopyButton } from './ui/copy-button';

/** Code to copy, a tab a language (WAI-ARIA tabs: arrow keys move). What is to `hide` stands on the screen as dots. */
export function SnippetTabs({ snippets, hide, onCopied }: { snippets: Snippet[]; hide?: string; onCopied?: (code: string) => void }) {
  const t = useTranslations('reveal');
  const id = useId();
  const [current, setCurrent] = useState(0);
  const move = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (current + step + snippets.length) % snippets.length;
    setCurrent(next);
    (event.currentTarget.children[next] as HTMLElement).focus();
  };
  const { code, language } = snippets[current]!;
  return (
    <div>
      <div role="tablist" aria-label={t('snippets')} onKeyDown={move} className="flex gap-1 overflow-x-auto border-b border-line">
        {snippets.map((snippet, index) => (
          <button
            key={snippet.id}
            type="button"
            role="tab"
            id={`${id}-${snippet.id}`}
            aria-selected={index === current}
            aria-controls={`${id}-panel`}
            tabIndex={index === current ? 0 : -1}
            onClick={() => setCurrent(index)}
            className="-mb-px min-h-9 border-b-2 border-transparent px-3 py-1.5 font-medium whitespace-nowrap text-ink-soft aria-selected:border-accent aria-selected:text-accent"
          >
            {snippet.language}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${snippets[current]!.id}`} className="mt-2 flex flex-wrap items-start gap-2">
        <pre tabIndex={0} className={`max-h-96 min-w-0 flex-1 basis-60 max-sm:basis-full overflow-auto rounded-md border border-line bg-raised px-3 py-2 font-mono text-[0.8125rem] ${code.includes('\n') ? '' : 'whitespace-pre-wrap break-all'}`}>
          {hide ? code.replaceAll(hide, '••••••••') : code}
        </pre>
        <CopyButton key={language} text={code} what={t('snippet', { language })} onCopied={() => onCopied?.(code)} />
      </div>
    </div>
  );
}
