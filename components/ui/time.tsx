import { useFormatter, useLocale, useTimeZone } from 'next-intl';
import { clockOf } from '@/lib/i18n/clock';

/** An instant in the reader's language and time zone; the zone is named until the browser has told its own. */
export function Time({ at, clock = true }: { at: Date; clock?: boolean }) {
  const format = useFormatter();
  const zone = useTimeZone();
  const locale = useLocale();
  const text = format.dateTime(at, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(clock && { ...clockOf(locale), ...(zone === 'UTC' && { timeZoneName: 'short' }) }),
  });
  return (
    <time dateTime={at.toISOString()}>{text}</time>
  );
}
