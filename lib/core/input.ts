import { z } from 'zod';
import { Refusal, type FieldProblem } from './refusal';

// Controls, bidirectional marks and the two separators that break lines: none belongs in a name.
const unseemly = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\uFEFF]|\p{Cs}/u;

/** The code of a problem that a schema of ours found: the message itself is its key under `problems`. */
const ours = /^[a-z_]+$/;

/** A name that people give to something: 1 to 100 characters, trimmed, without control characters or direction marks. */
export const name = z
  .string()
  .transform((value) => value.normalize('NFC').trim())
  .pipe(
    z
      .string()
      .min(1, 'required')
      .refine((value) => [...value].length <= 100, 'name_too_long')
      .refine((value) => !unseemly.test(value), 'name_characters'),
  );

/** Whether somebody typed the name as they read it: a screen shows a run of spaces of any kind as one. */
export const isTyped = (typed: string, shown: string): boolean => asShown(typed) === asShown(shown);

const asShown = (text: string) => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** A line of text that may be empty: trimmed, without control characters or direction marks. */
export const text = (most: number) =>
  z
    .string()
    .transform((value) => value.normalize('NFC').trim())
    .pipe(
      z
        .string()
        .refine((value) => [...value].length <= most, 'text_too_long')
        .refine((value) => !unseemly.test(value), 'name_characters'),
    );

/** Whether the calendar has the day: Date makes the 30th of February one in March. */
export const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

/** Whether both databases can keep the instant as it is written: in the years 1 to 9999. */
export const isKept = (at: Date): boolean => at.getUTCFullYear() >= 1 && at.getUTCFullYear() <= 9999;

/** An instant of RFC 3339, with an offset, up to the year 9999. Null is for ever, where a field allows it. */
export const instant = z
  .string()
  .transform((value, context): Date => {
    const far = /^\+?\d{5,}-/.test(value);
    const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(value) ? new Date(value) : null;
    if (at && isKept(at) && isDay(value.slice(0, 10))) return at;
    context.addIssue({ code: 'custom', message: far || (at && at.getUTCFullYear() > 9999) ? 'expiry_far' : 'expiry_malformed' });
    return z.NEVER;
  })
  .meta({ format: 'date-time' });

/** An address of a person, in lower case. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .min(1, 'required')
  .pipe(z.email('email').max(254, 'email'));

/** An id that we gave, as we write it (RFC 9562 reads either case): what is compared with it is text, too. Anything else names nothing. */
export const id = z.uuid('not_an_id').toLowerCase();

/** Words to look for in names and the like. */
export const search = z
  .string()
  .trim()
  .max(100, 'name_too_long')
  .refine((value) => !value.includes('\0'), 'malformed')
  .default('');

/** The pattern for LIKE that finds the words as they are, wildcards included. */
export const containing = (words: string): string => `%${words.replace(/[\\%_]/g, '\\$&')}%`;

/** Turns what zod says into problems that every door can say in the reader's language. */
export function fieldProblems(error: z.ZodError): Refusal {
  return new Refusal('invalid', { fields: error.issues.flatMap(problemsOf) });
}

function problemsOf(issue: z.core.$ZodIssue): FieldProblem[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: [...issue.path, key].join('.'), problem: 'unknown_field' }));
  if (ours.test(issue.message)) return [{ path, problem: issue.message, ...valuesOf(issue) }];
  if (issue.code === 'invalid_type' && issue.input === undefined) return [{ path, problem: 'required' }];
  return [{ path, problem: 'malformed' }];
}

function valuesOf(issue: z.core.$ZodIssue): { values?: FieldProblem['values'] } {
  const { params } = issue as { params?: FieldProblem['values'] };
  return params ? { values: params } : {};
}
