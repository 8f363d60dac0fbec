'use server';

import { refresh } from 'next/cache';
import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { carrySession } from '@/lib/auth';
import { changePassword } from '@/lib/core/accounts/change-password';
import { updateMyAccount } from '@/lib/core/accounts/update';
import { createOrganization } from '@/lib/core/organizations/create';
import { endSession } from '@/lib/core/sessions/end';
import { endOtherSessions } from '@/lib/core/sessions/end-others';
import { isLocale, localeCookie } from '@/lib/i18n/locale';
import { fieldsOf, submit, type FormState } from '@/lib/transport/action';
import { organizationUrl } from '@/lib/transport/organization-url';

const year = 31_536_000;

export async function updateAccountAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(updateMyAccount, form);
  const { locale } = fieldsOf(form);
  if (state.status !== 'done') return state;
  if (isLocale(locale)) (await cookies()).set(localeCookie, locale, { maxAge: year, sameSite: 'lax', path: '/' });
  refresh();
  return state;
}

export async function changePasswordAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(changePassword, form);
  if (state.status !== 'done') return state;
  await carrySession(state.result);
  refresh();
  return { status: 'done', result: null };
}

export async function endSessionAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(endSession, form);
  if (state.status === 'done') refresh();
  return state;
}

export async function endOtherSessionsAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(endOtherSessions, form);
  if (state.status === 'done') refresh();
  return state;
}

export async function createOrganizationAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(createOrganization, form);
  if (state.status === 'done') redirect(organizationUrl(state.result.slug, 'keys'));
  return state;
}
