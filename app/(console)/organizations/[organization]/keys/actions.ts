'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import type { Created } from '@/components/create-key';
import { createKey } from '@/lib/core/keys/create';
import { revokeKey } from '@/lib/core/keys/revoke';
import { submit, type FormState } from '@/lib/transport/action';

export async function createKeyAction(_state: FormState<Created>, form: FormData): Promise<FormState<Created>> {
  const state = await submit(createKey, form);
  if (state.status === 'done') refresh();
  return state;
}

export async function revokeKeyAction(way: 'deleted' | 'revoked', keysUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const state = await submit(revokeKey, form);
  if (state.status === 'done') redirect(`${keysUrl}?done=${way}`);
  return state;
}
