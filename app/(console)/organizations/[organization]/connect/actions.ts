'use server';

import { refresh } from 'next/cache';
import { setPlaintext } from '@/lib/core/plaintext/set';
import { submit, type FormState } from '@/lib/transport/action';

export async function setPlaintextAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(setPlaintext, form, ({ allowed, ...fields }) => ({ ...fields, allowed: allowed === 'true' }));
  if (state.status === 'done') refresh();
  return state;
}
