'use server';

import { redirect } from 'next/navigation';
import { createInvitations } from '@/lib/core/invitations/create';
import type { Sent } from '@/lib/core/invitations/invitation';
import { resendInvitation } from '@/lib/core/invitations/resend';
import { withdrawInvitation } from '@/lib/core/invitations/withdraw';
import { changeRole } from '@/lib/core/members/change-role';
import { removeMember } from '@/lib/core/members/remove';
import { submit, type FormState } from '@/lib/transport/action';
import { invitationsInputOf } from './form';

export async function inviteAction(_state: FormState<Sent[]>, form: FormData): Promise<FormState<Sent[]>> {
  return submit(createInvitations, form, invitationsInputOf);
}

export async function resendAction(_state: FormState<Sent>, form: FormData): Promise<FormState<Sent>> {
  return submit(resendInvitation, form);
}

export async function withdrawAction(membersUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(withdrawInvitation, form);
  if (state.status === 'done') redirect(`${membersUrl}?done=withdrawn`);
  return state;
}

export async function changeRoleAction(membersUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(changeRole, form);
  if (state.status === 'done') redirect(`${membersUrl}?done=role`);
  return state;
}

export async function removeMemberAction(membersUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(removeMember, form);
  if (state.status === 'done') redirect(`${membersUrl}?done=removed`);
  return state;
}
