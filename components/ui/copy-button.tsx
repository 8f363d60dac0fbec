'use client';

import { useState } from 'react';
import { useTranslations } from 'next-intl';
import { Button } from './button';
import { copyText } from './copy-text';
import { Icon } from './icon';

/** Copies the text; says *Copied* in the button and to those who listen, and only when it worked. */
export function CopyButton({ text, what, onCopied, select }: { text: string; what: string; onCopied?: () => void; select?: () => void }) {
  const t = useTranslations('reveal');
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  const copy = async () => {
    const worked = await copyText(text);
    setState(worked ? 'copied' : 'failed');
    if (worked) onCopied?.();
    else select?.();
  };
  return (
    <>
      <Button size="small" onClick={copy} aria-label={t('copy_what', { what })} className="shrink-0">
        <Icon name={state === 'copied' ? 'check' : 'copy'} />
        <span>{state === 'copied' ? t('copied') : t('copy')}</span>
      </Button>
      <span role="status" className={state === 'failed' ? 'basis-full text-danger' : 'sr-only'}>
        {state === 'copied' ? t('copied') : state === 'failed' ? t('copy_failed') : ''}
      </span>
    </>
  );
}
