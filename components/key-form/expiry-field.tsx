'use client';

import { useFormatter, useLocale, useTimeZone, useTranslations } from 'next-intl';
import { clockOf } from '@/lib/i18n/clock';
import { localOf } from '@/lib/i18n/local-time';
import { FieldError } from '../ui/field-error';

export const expiryDays = [7, 30, 90, 180, 365] as const;
const day = 86_400_000;

/** `opened`: when the form was opened, in milliseconds: the days count from then, so that what is shown is what is made. */
type Props = { opened: number; choice: string; at: string; error?: string; keep?: Date | null };

/** When the key ends: presets with their exact local date, a date of one's own, or never. */
export function ExpiryField({ opened, choice, at, error, keep }: Props) {
  const t = useTranslations('key');
  const format = useFormatter();
  const locale = useLocale();
  const zone = useTimeZone() ?? 'UTC';
  const exact = (date: Date) =>
    format.dateTime(date, { year: 'numeric', month: 'short', day: 'numeric', ...clockOf(locale), timeZoneName: 'short' });
  const later = new Date(opened + 90 * day);
  const choices = [
    ...(keep === undefined ? [] : [{ value: 'keep', label: t('expiry_keep'), hint: keep ? exact(keep) : t('expiry_never') }]),
    ...expiryDays.map((days) => ({ value: String(days), label: t('expiry_days', { days }), hint: exact(new Date(opened + days * day)) })),
    { value: 'never', label: t('expiry_never'), hint: t('expiry_never_hint') },
    { value: 'custom', label: t('expiry_custom'), hint: '' },
  ];
  return (
    <fieldset className="group/expiry" aria-describedby={error ? 'expiry-error' : undefined}>
      <legend className="font-medium">{t('expiry')}</legend>
      <input type="hidden" name="opened" value={opened} />
      <div className="mt-1.5 grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {choices.map(({ value, label, hint }) => (
          <label key={value} className="flex min-h-8 flex-wrap items-center gap-x-2">
            <input type="radio" name="expiry" value={value} defaultChecked={choice === value} className="size-4 accent-accent" />
            <span>{label}</span>
            <span suppressHydrationWarning className="text-xs text-ink-soft">
              {hint}
            </span>
          </label>
        ))}
      </div>
      <div className="mt-1.5 hidden group-has-[[value=custom]:checked]/expiry:block">
        <label htmlFor="expiry_at" className="text-ink-soft">
          {t('expiry_at', { zone })}
        </label>
        <input
          id="expiry_at"
          name="expiry_at"
          type="datetime-local"
          defaultValue={at || localOf(later, zone)}
          aria-invalid={error ? true : undefined}
          className="mt-1 block rounded-md border border-line-strong bg-surface px-3 py-2 text-base aria-invalid:border-danger sm:text-sm"
        />
      </div>
      <FieldError id="expiry-error" error={error} />
    </fieldset>
  );
}
