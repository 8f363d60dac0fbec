import { z } from 'zod';
import { isDay, isKept } from '@/lib/core/input';

const day = /^\d{4}-\d\d-\d\d$/;
const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;
const oneDay = 86_400_000;

/** A day or an instant of RFC 3339 that the calendar has; `late` is what is added to a day. */
const point = (late: number) =>
  z.string().transform((text, context): Date => {
    const at = day.test(text) ? new Date(Date.parse(text) + late) : instant.test(text) ? new Date(text) : null;
    if (at && isKept(at) && isDay(text.slice(0, 10))) return at;
    context.addIssue({ code: 'custom', message: 'date' });
    return z.NEVER;
  });

/** From then on. */
export const since = point(0);

/** Up to the end of that day, or to that instant. */
export const until = point(oneDay);
