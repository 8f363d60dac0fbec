'use server';

import { redirect } from 'next/navigation';
import { createInvitations } from '@/lib/core/invitations/create';
import type { Sent } from '@/lib/core/invitations/invitation';
import { resendInvitation } from '@/lib/core/invitations/resend';
import { withdrawInvitation } from '@/lib/core/invitations/withdraw';
import { changeRole } from '@/lib/core/members/change-role';
import { removeMember } from '@/lib/core/members/remove';
import { submit, type FormState } from '@/lib/transport/action';
import { saying } from '@/lib/transport/here';
import { invitationsInputOf } from './form';

export async function inviteAction(_state: FormState<Sent[]>, form: FormData): Promise<FormState<Sent[]>> {
  return submit(createInvitations, form, invitationsInputOf);
}

export async function resendAction(_state: FormState<Sent>, form: FormData): Promise<FormState<Sent>> {
  return submit(resendInvitation, form);
}

export async function withdrawAction(backUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(withdrawInvitation, form);
  if (state.status === 'done') redirect(saying('withdrawn', backUrl));
  return state;
}

export async function changeRoleAction(backUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(changeRole, form);
  if (state.status === 'done') redirect(saying('role', backUrl));
  return state;
}

export async function removeMemberAction(backUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(removeMember, form);
  if (state.status === 'done') redirect(saying('removed', backUrl));
  return state;
}
