'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { leaveOrganization } from '@/lib/core/members/leave';
import { deleteOrganization } from '@/lib/core/organizations/delete';
import { renameOrganization } from '@/lib/core/organizations/rename';
import { submit, type FormState } from '@/lib/transport/action';

export async function renameAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(renameOrganization, form);
  if (state.status === 'done') refresh();
  return state;
}

export async function leaveAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(leaveOrganization, form);
  if (state.status === 'done') redirect('/');
  return state;
}

export async function deleteAction(_state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(deleteOrganization, form);
  if (state.status === 'done') redirect('/');
  return state;
}
