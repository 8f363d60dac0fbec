import { headers } from 'next/headers';
import type { z } from 'zod';
import type { Operation } from '@/lib/core/operation';
import { isRefusal, Refusal, type FieldProblem } from '@/lib/core/refusal';
import { environment } from '@/lib/env';
import { say } from '@/lib/i18n/problems';
import { currentCaller } from './identify';

/** What a form shows after it was sent. It becomes hidden inputs where JavaScript is off: what was typed, but no secret. */
export type FormState<R> =
  | { status: 'untouched' }
  | { status: 'done'; result: R }
  | { status: 'refused'; message: string; fields: Record<string, string>; values: Record<string, string>; reason: string };

export const untouched = { status: 'untouched' } as const;

const neverKept = /password|token|secret/i;

/**
 * Carries a form to an operation, and its answer back. Unknown errors go to Next, which shows their id.
 * @param toInput makes the operation's input of the form's fields, where they are not the same.
 */
export async function submit<I extends z.ZodType, O extends z.ZodType>(
  operation: Operation<I, O>,
  form: FormData,
  toInput: (fields: Record<string, string>, form: FormData) => unknown = (fields) => fields,
): Promise<FormState<z.output<O>>> {
  const fields = fieldsOf(form);
  try {
    await refuseForeignOrigin();
    return { status: 'done', result: await operation(await currentCaller(), toInput(fields, form) as z.input<I>) };
  } catch (error) {
    if (isRefusal(error)) return refused(error, fields);
    throw error;
  }
}

/** A refusal as the form shows it, in the reader's language. */
export async function refused(refusal: Refusal, fields: Record<string, string>): Promise<Extract<FormState<never>, { status: 'refused' }>> {
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

/** Next runs an action that comes without an Origin; browsers always send one, so its absence means no browser. */
export async function refuseForeignOrigin(): Promise<void> {
  const given = await headers();
  const origin = given.get('origin');
  const host = environment().PUBLIC_URL ? new URL(environment().PUBLIC_URL!).host : given.get('host');
  if (!origin || !URL.canParse(origin) || new URL(origin).host !== host) throw new Refusal('forbidden', { problem: 'foreign_origin' });
}
