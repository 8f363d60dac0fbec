import { useFormatter, useTimeZone } from 'next-intl';

/** An instant in the reader's language and time zone; the zone is named until the browser has told its own. */
export function Time({ at, clock = true }: { at: Date; clock?: boolean }) {
  const format = useFormatter();
  const zone = useTimeZone();
  const text = format.dateTime(at, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    ...(clock && { hour: '2-digit', minute: '2-digit', ...(zone === 'UTC' && { timeZoneName: 'short' }) }),
  });
  return (
    <time dateTime={at.toISOString()}>{text}</time>
  );
}
