import { redirect } from 'next/navigation';
import type { z } from 'zod';
import { isUnavailable } from '@/db/problems';
import type { Operation } from '@/lib/core/operation';
import { isRefusal, refusals } from '@/lib/core/refusal';
import { here } from './here';
import { currentCaller } from './identify';

/** There is no such page. Next's own notFound() answers without a body, which only a script fills in (vercel/next.js#62228): this goes to where there is nothing. */
export const missing = (): never => redirect('/not-found');

/** What an operation answers to the reader of a page; a refusal is the page that says so. */
export async function ask<I extends z.ZodType, O extends z.ZodType>(operation: Operation<I, O>, input: z.input<I>): Promise<z.output<O>> {
  try {
    return await operation(await currentCaller(), input);
  } catch (error) {
    if (isUnavailable(error)) redirect(`/unavailable?next=${encodeURIComponent(await here())}`);
    if (!isRefusal(error)) throw error;
    if (error.reason === 'unauthenticated') redirect(`/sign-in?next=${encodeURIComponent(await here())}`);
    if (error.reason === 'forbidden') redirect('/forbidden');
    if (error.reason === 'not_found' || error.reason === 'invalid') missing();
    throw error;
  }
}

/** The status that a file which cannot be given is answered with. @throws what is no refusal, and no database that is away */
export function statusOf(error: unknown): number {
  if (isUnavailable(error)) return refusals.unavailable.status;
  if (isRefusal(error)) return refusals[error.reason].status;
  throw error;
}
