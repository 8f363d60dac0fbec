'use server';

import { after } from 'next/server';
import { redirect } from 'next/navigation';
import { requestReset } from '@/lib/core/accounts/request-reset';
import { resetPassword } from '@/lib/core/accounts/reset-password';
import { mailIsSent } from '@/lib/mail';
import { submit, type FormState } from '@/lib/transport/action';

export async function requestResetAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  after(mailIsSent);
  return submit(requestReset, form);
}

export async function resetPasswordAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(resetPassword, form);
  if (state.status === 'done') redirect('/sign-in?done=reset');
  return state;
}
