import { useLocale, useTimeZone } from 'next-intl';
import { clockOf } from '@/lib/i18n/clock';
import { remembering } from '@/lib/remembering';
import { timeOf, type Moment } from './moment';

/** An instant in the reader's language and time zone; the zone is named until the browser has told its own. */
export const Time = ({ at, clock = true }: { at: Date; clock?: boolean }) => timeOf(useTimeText()(at, clock));

/** What says instants, for those who say many. */
export function useTimeText() {
  const { day, moment } = formatsOf(`${useLocale()} ${useTimeZone()}`);
  return (at: Date, clock = true): Moment => ({ iso: at.toISOString(), text: (clock ? moment : day).format(at) });
}

/** Of a locale and a time zone. A format costs as much to make as hundreds of instants to say. */
const formatsOf = remembering(100, (reader) => {
  const [locale, timeZone] = reader.split(' ') as [string, string];
  const day = { timeZone, year: 'numeric', month: 'short', day: 'numeric' } as const;
  const moment = { ...day, ...clockOf(locale), ...(timeZone === 'UTC' && { timeZoneName: 'short' as const }) };
  return { day: new Intl.DateTimeFormat(locale, day), moment: new Intl.DateTimeFormat(locale, moment) };
});
