'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { clockOf } from '@/lib/i18n/clock';

/** What ending a key would hit; times as they come over the wire or from a page. */
export type Effect = { requests: number; lastUsed: { at: string | Date; address: string | null; userAgent: string | null } | null };

/** Requests in the last seven days, and the last use: when, from where, with what. Null while it is being asked. */
export function KeyEffect({ effect }: { effect: Effect | null }) {
  const t = useTranslations('key');
  const format = useFormatter();
  const locale = useLocale();
  const used = effect?.lastUsed;
  const at = used && format.dateTime(new Date(used.at), { year: 'numeric', month: 'short', day: 'numeric', ...clockOf(locale) });
  return (
    <div aria-live="polite" className="min-h-16 rounded-md bg-raised px-3.5 py-2.5">
      {effect && <p className="font-medium">{t('effect_requests', { count: effect.requests })}</p>}
      {effect && !used && <p className="text-ink-soft">{t('effect_never')}</p>}
      {used && <p suppressHydrationWarning className="text-ink-soft wrap-anywhere">{used.address ? t('effect_last_from', { at: at!, address: used.address }) : t('effect_last', { at: at! })}</p>}
      {used?.userAgent && <p className="text-xs text-ink-soft wrap-anywhere">{used.userAgent}</p>}
    </div>
  );
}
