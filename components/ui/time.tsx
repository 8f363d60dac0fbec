import { useFormatter, useLocale, useTimeZone } from 'next-intl';
import { clockOf } from '@/lib/i18n/clock';
import { timeOf, type Moment } from './moment';

/** An instant in the reader's language and time zone; the zone is named until the browser has told its own. */
export const Time = ({ at, clock = true }: { at: Date; clock?: boolean }) => timeOf(useTimeText()(at, clock));

/** What says instants, for those who say many. */
export function useTimeText() {
  const format = useFormatter();
  const zone = useTimeZone();
  const day = { year: 'numeric', month: 'short', day: 'numeric' } as const;
  const moment = { ...day, ...clockOf(useLocale()), ...(zone === 'UTC' && { timeZoneName: 'short' as const }) };
  return (at: Date, clock = true): Moment => ({ iso: at.toISOString(), text: format.dateTime(at, clock ? moment : day) });
}
