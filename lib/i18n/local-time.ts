/** What the reader's clock and calendar show at the instant, as `<input type="datetime-local">` wants it. */
export function localOf(at: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).formatToParts(at);
  const part = (type: string) => parts.find((found) => found.type === type)!.value;
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The instant, in RFC 3339, of what such an input holds; what is no local time is given back as it is. */
export function instantOf(local: string, zone: string): string {
  const wanted = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) ? Date.parse(`${local}Z`) : Number.NaN;
  if (Number.isNaN(wanted)) return local;
  // The zone's offset at the wanted time is known only near it: the second step settles a change of clocks between.
  let instant = wanted;
  for (let step = 0; step < 2; step++) instant += wanted - Date.parse(`${localOf(new Date(instant), zone)}Z`);
  return new Date(instant).toISOString();
}
