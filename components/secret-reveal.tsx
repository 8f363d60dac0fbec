'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { Revealed } from '@/lib/core/keys/key';
import type { Asking } from '@/lib/transport/asking';
import { FirstUse } from './first-use';
import { SecretLine } from './secret-line';
import { SnippetTabs } from './snippet-tabs';
import { verificationSnippets } from './snippets';
import { Button } from './ui/button';
import { Notice } from './ui/notice';
import { Icon } from './ui/icon';

type Props = { revealed: Revealed; asking: Asking; useUrl: string; onSaved?: () => void };

/** Shows a new key, once: the whole key, its halves, a file to download and lines to paste. Saved is what holds all of it. */
export function SecretReveal({ revealed, asking, useUrl, onSaved }: Props) {
  const t = useTranslations('reveal');
  const [half, setHalf] = useState<'id' | 'secret' | null>(null);
  const copied = (which: 'id' | 'secret') => (half && half !== which ? onSaved?.() : setHalf(which));
  const download = () => {
    saveFile('.env', `API_KEY=${revealed.plaintext}\n`);
    onSaved?.();
  };
  return (
    <div className="space-y-5">
      <Notice kind="warning">
        <p className="font-medium">{t('once')}</p>
        <p className="mt-1 text-ink-soft">{t('advice')}</p>
      </Notice>
      <noscript>
        <dl className="space-y-3 font-mono break-all">
          <dt className="font-sans font-medium">{t('whole')}</dt>
          <dd>{revealed.plaintext}</dd>
          <dt className="font-sans font-medium">{t('key_id')}</dt>
          <dd>{revealed.keyId}</dd>
          <dt className="font-sans font-medium">{t('key_secret')}</dt>
          <dd>{revealed.secret}</dd>
          <dt className="font-sans font-medium">{t('try')}</dt>
          <dd>{verificationSnippets(asking, revealed.plaintext)[0]!.code}</dd>
        </dl>
      </noscript>
      <div className="space-y-5 scripted">
        <SecretLine label={t('whole')} text={revealed.plaintext} secret onCopied={onSaved} />
        <div className="grid gap-4">
          <SecretLine label={t('key_id')} text={revealed.keyId} onCopied={() => copied('id')} />
          <SecretLine label={t('key_secret')} text={revealed.secret} secret onCopied={() => copied('secret')} />
        </div>
        <Button onClick={download}>
          <Icon name="download" />
          {t('download')}
        </Button>
        <section aria-label={t('try')} className="space-y-3 border-t border-line pt-4">
          <h2 className="font-semibold">{t('try')}</h2>
          <SnippetTabs snippets={verificationSnippets(asking, revealed.plaintext)} hide={revealed.plaintext} onCopied={(code) => code.includes(revealed.plaintext) && onSaved?.()} />
          <FirstUse url={useUrl} />
        </section>
      </div>
    </div>
  );
}

function saveFile(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type: 'text/plain' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
