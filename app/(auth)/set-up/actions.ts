'use server';

import { redirect } from 'next/navigation';
import { signIn } from '@/lib/auth';
import { setUp } from '@/lib/core/accounts/set-up';
import { fieldsOf, submit, type FormState } from '@/lib/transport/action';
import { organizationUrl } from '@/lib/transport/organization-url';

export async function setUpAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(setUp, form);
  if (state.status !== 'done') return state;
  const { email, password } = fieldsOf(form);
  await signIn('credentials', { email, password, redirect: false });
  redirect(organizationUrl(state.result.organization.slug, 'keys'));
}
