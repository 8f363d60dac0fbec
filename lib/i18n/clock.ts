/** How a time of day is written. Korean counts to 24: runtimes disagree on its words for the halves of a day. */
export function clockOf(locale: string): { hour: '2-digit'; minute: '2-digit'; hourCycle?: 'h23' } {
  return { hour: '2-digit', minute: '2-digit', ...(locale === 'ko' && { hourCycle: 'h23' }) };
}
