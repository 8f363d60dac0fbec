'use server';

import { redirect } from 'next/navigation';
import { getLocale } from 'next-intl/server';
import { signIn } from '@/lib/auth';
import { acceptInvitation } from '@/lib/core/invitations/accept';
import { joinByInvitation } from '@/lib/core/invitations/join';
import { fieldsOf, submit, type FormState } from '@/lib/transport/action';
import { organizationUrl } from '@/lib/transport/organization-url';

export async function acceptAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(acceptInvitation, form);
  if (state.status === 'done') redirect(organizationUrl(state.result.organization.slug, 'keys'));
  return state;
}

export async function joinAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const locale = await getLocale();
  const state = await submit(joinByInvitation, form, (fields) => ({ ...fields, locale }));
  if (state.status !== 'done') return state;
  await signIn('credentials', { email: state.result.email, password: fieldsOf(form).password, redirect: false });
  redirect(organizationUrl(state.result.organization.slug, 'keys'));
}
