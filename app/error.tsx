'use client';

import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';

/** An unexpected error: its number, and nothing of what it was. */
export default function ErrorPage({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const t = useTranslations('errors');
  return (
    <main id="content" className="mx-auto mt-10 max-w-md rounded-xl border border-line bg-surface p-6 sm:p-8">
      <h1 className="text-xl font-semibold">{t('title')}</h1>
      <p className="mt-1.5 mb-6 text-ink-soft wrap-anywhere">{t('help', { id: error.digest ?? '–' })}</p>
      <Button tone="primary" onClick={retry}>
        {t('retry')}
      </Button>
    </main>
  );
}
