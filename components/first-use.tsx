'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { clockOf } from '@/lib/i18n/clock';
import { Icon } from './ui/icon';

const pause = 1_500;

type Use = { at: string; address: string | null };

/** Waits for the key's first request and says when it came, and from where. */
export function FirstUse({ url }: { url: string }) {
  const t = useTranslations('reveal');
  const format = useFormatter();
  const locale = useLocale();
  const [use, setUse] = useState<Use | null>(null);
  useEffect(() => {
    if (use) return;
    const stop = new AbortController();
    const ask = async () => {
      const response = await fetch(url, { signal: stop.signal }).catch(() => null);
      const answer = response?.ok ? ((await response.json()) as { use: Use | null }) : null;
      if (answer?.use) setUse(answer.use);
    };
    const timer = setInterval(() => void ask(), pause);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [url, use]);
  const time = use ? format.dateTime(new Date(use.at), { ...clockOf(locale), second: '2-digit' }) : '';
  return (
    <p role="status" className={`flex items-center gap-2 ${use ? 'font-medium text-accent' : 'text-ink-soft'}`}>
      {use ? <Icon name="circle-check" /> : <Icon name="loader-circle" className="size-4 animate-spin" />}
      {!use ? t('waiting') : use.address ? t('used', { time, address: use.address }) : t('used_unknown', { time })}
    </p>
  );
}
