import { headers } from 'next/headers';
import type { z } from 'zod';
import type { Operation } from '@/lib/core/operation';
import { Refusal } from '@/lib/core/refusal';
import { environment } from '@/lib/env';
import { say } from '@/lib/i18n/problems';
import { carry, refusedForm, type FormState, type Refused, type ToInput } from './form';
import { currentCaller } from './identify';

export { fieldsOf, untouched, type FormState } from './form';

/**
 * Carries a form that a browser sent to an operation, and its answer back. Unknown errors go to Next, which shows their id.
 * @param toInput makes the operation's input of the form's fields, where they are not the same.
 */
export async function submit<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, form: FormData, toInput?: ToInput): Promise<FormState<z.output<O>>> {
  return carry(operation, form, { caller: callerOfForm, say }, toInput);
}

/** A refusal as the form shows it, in the reader's language. */
export const refused = (refusal: Refusal, fields: Record<string, string>): Promise<Refused> => refusedForm(refusal, fields, say);

async function callerOfForm() {
  await refuseForeignOrigin();
  return currentCaller();
}

/** Next runs an action that comes without an Origin; browsers always send one, so its absence means no browser. */
export async function refuseForeignOrigin(): Promise<void> {
  const given = await headers();
  const origin = given.get('origin');
  const host = environment().PUBLIC_URL ? new URL(environment().PUBLIC_URL!).host : given.get('host');
  if (!origin || !URL.canParse(origin) || new URL(origin).host !== host) throw new Refusal('forbidden', { problem: 'foreign_origin' });
}
