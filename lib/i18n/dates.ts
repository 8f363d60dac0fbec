const day = 86_400_000;

/** The instant at which a calendar day, `2026-11-21`, begins in a time zone; undefined for what is no day. */
export function startOfDay(date: string | undefined, zone: string): Date | undefined {
  if (!date || !/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const asUtc = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(asUtc)) return undefined;
  // Twice, for the offset at midnight may not be the one of the first guess: clocks change.
  const guess = asUtc - offset(asUtc, zone);
  return new Date(asUtc - offset(guess, zone));
}

/** The instant at which the day after it begins. */
export function endOfDay(date: string | undefined, zone: string): Date | undefined {
  if (!startOfDay(date, zone)) return undefined;
  return startOfDay(new Date(Date.parse(`${date}T00:00:00Z`) + day).toISOString().slice(0, 10), zone);
}

/** How far the zone's clocks are ahead of UTC at an instant, in milliseconds. */
function offset(instant: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }).formatToParts(instant);
  const part = (type: string) => Number(parts.find((one) => one.type === type)!.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - instant;
}
