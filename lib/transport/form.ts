import type { z } from 'zod';
import type { Caller } from '@/lib/core/access';
import type { Operation } from '@/lib/core/operation';
import { isUnavailable } from '@/db/problems';
import { isRefusal, Refusal, type FieldProblem } from '@/lib/core/refusal';

export type Refused = { status: 'refused'; message: string; fields: Record<string, string>; values: Record<string, string>; reason: string };

/** What a form shows after it was sent. It becomes hidden inputs where JavaScript is off: what was typed, but no secret. */
export type FormState<R> = { status: 'untouched' } | { status: 'done'; result: R } | Refused;

export const untouched = { status: 'untouched' } as const;

export type ToInput = (fields: Record<string, string>, form: FormData) => unknown;

type Say = (problem: string, values?: Record<string, string | number>) => Promise<string>;

const neverKept = /password|token|secret/i;

/**
 * Carries a form to an operation, and its answer back: all of the console's door that needs no request of Next's.
 * @param around who sends the form, and how problems are said to them.
 * @param toInput makes the operation's input of the form's fields, where they are not the same.
 */
export async function carry<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  form: FormData,
  { caller, say }: { caller: () => Promise<Caller>; say: Say },
  toInput: ToInput = (fields) => fields,
): Promise<FormState<z.output<O>>> {
  const fields = fieldsOf(form);
  try {
    return { status: 'done', result: await operation(await caller(), toInput(fields, form) as z.input<I>) };
  } catch (error) {
    if (isRefusal(error)) return refusedForm(error, fields, say);
    if (isUnavailable(error)) return refusedForm(new Refusal('unavailable'), fields, say);
    throw error;
  }
}

/** A refusal as the form shows it, in the reader's language. */
export async function refusedForm(refusal: Refusal, fields: Record<string, string>, say: Say): Promise<Refused> {
  const said = await Promise.all(refusal.fields.map(async (field: FieldProblem) => [field.path, await say(field.problem, field.values)] as const));
  return {
    status: 'refused',
    reason: refusal.reason,
    message: await say(refusal.problem, refusal.retryAfter ? { minutes: Math.ceil(refusal.retryAfter / 60) } : undefined),
    fields: Object.fromEntries(said),
    values: Object.fromEntries(Object.entries(fields).filter(([name]) => !neverKept.test(name))),
  };
}

/** The text fields of a form, without what Next adds. */
export function fieldsOf(form: FormData): Record<string, string> {
  const entries = [...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('$ACTION'));
  return Object.fromEntries(entries);
}
