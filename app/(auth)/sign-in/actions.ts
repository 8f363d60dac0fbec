'use server';

import { AuthError } from 'next-auth';
import { redirect } from 'next/navigation';
import { signIn, signOut, SignInRefused } from '@/lib/auth';
import { isRefusal, Refusal } from '@/lib/core/refusal';
import { fieldsOf, refused, refuseForeignOrigin, type FormState } from '@/lib/transport/action';
import { local } from '@/lib/transport/here';

export async function signInAction(_state: FormState<never>, form: FormData): Promise<FormState<never>> {
  const { email = '', password = '', next = '/' } = fieldsOf(form);
  const refusal = await refusalOf(email, password);
  if (refusal) return refused(refusal, { email, next });
  redirect(local(next));
}

export async function signOutAction(): Promise<void> {
  await refuseForeignOrigin();
  await signOut({ redirect: false });
  redirect('/sign-in');
}

/** Signs in; or tells why not, which is the same for known and unknown addresses. */
async function refusalOf(email: string, password: string): Promise<Refusal | null> {
  try {
    await refuseForeignOrigin();
    await signIn('credentials', { email, password, redirect: false });
    return null;
  } catch (error) {
    if (isRefusal(error)) return error;
    if (error instanceof SignInRefused) return error.refusal;
    if (error instanceof AuthError && error.type === 'CredentialsSignin') return new Refusal('unauthenticated', { problem: 'wrong_credentials' });
    throw error;
  }
}
