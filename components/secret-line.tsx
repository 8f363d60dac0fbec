'use client';

import { useTranslations } from 'next-intl';
import { useRef, useState } from 'react';
import { Button } from './ui/button';
import { CopyButton } from './ui/copy-button';
import { Icon } from './ui/icon';

type Props = { label: string; text: string; secret?: boolean; onCopied?: () => void };

/** One line to copy; a secret is masked until asked for. Never an input: their values outlive the page. */
export function SecretLine({ label, text, secret = false, onCopied }: Props) {
  const t = useTranslations('reveal');
  const [shown, setShown] = useState(!secret);
  const code = useRef<HTMLElement>(null);
  const select = () => {
    setShown(true);
    requestAnimationFrame(() => code.current && getSelection()?.selectAllChildren(code.current));
  };
  return (
    <div className="text-start">
      <div className="font-medium">{label}</div>
      <div className="mt-1 flex flex-wrap items-center gap-2">
        <code ref={code} className="min-w-0 flex-1 basis-60 max-sm:basis-full rounded-md border border-line bg-raised px-3 py-2 font-mono text-[0.8125rem] break-all">
          {shown ? text : <span aria-label={t('hidden')}>{'•'.repeat(16)}</span>}
        </code>
        {secret && (
          <Button size="small" onClick={() => setShown(!shown)} aria-pressed={shown} aria-label={`${shown ? t('hide') : t('show')}: ${label}`}>
            {shown ? <Icon name="eye-off" /> : <Icon name="eye" />}
            {shown ? t('hide') : t('show')}
          </Button>
        )}
        <CopyButton text={text} what={label} onCopied={onCopied} select={select} />
      </div>
    </div>
  );
}
