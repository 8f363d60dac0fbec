'use server';

import { refresh } from 'next/cache';
import { redirect } from 'next/navigation';
import { getTimeZone } from 'next-intl/server';
import type { Created } from '@/components/create-key-form';
import type { Rotated } from '@/components/rotate-key';
import { isTyped } from '@/lib/core/input';
import { createKey } from '@/lib/core/keys/create';
import { disableKey } from '@/lib/core/keys/disable';
import { previewEffect } from '@/lib/core/keys/effect';
import { enableKey } from '@/lib/core/keys/enable';
import { endOldSecret } from '@/lib/core/keys/end-old-secret';
import { revokeKey } from '@/lib/core/keys/revoke';
import { rotateKey } from '@/lib/core/keys/rotate';
import { updateKey } from '@/lib/core/keys/update';
import { invalid } from '@/lib/core/refusal';
import { fieldsOf, refused, submit, type FormState } from '@/lib/transport/action';
import { saying } from '@/lib/transport/here';
import { createInputOf, theKey, updateInputOf } from './form';

export async function createKeyAction(_state: FormState<Created>, form: FormData): Promise<FormState<Created>> {
  const zone = await getTimeZone();
  const state = await submit(createKey, form, (fields) => createInputOf(fields, zone));
  if (state.status === 'done') refresh();
  return state;
}

export async function updateKeyAction(keyUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const zone = await getTimeZone();
  const state = await submit(updateKey, form, (fields) => updateInputOf(fields, zone));
  if (state.status === 'done') redirect(saying('updated', keyUrl));
  if (state.status === 'refused' && state.reason === 'conflict') refresh();
  return state;
}

export async function rotateKeyAction(_state: FormState<Rotated>, form: FormData): Promise<FormState<Rotated>> {
  return submit(rotateKey, form);
}

/** A key that is in use is revoked only after its name was typed. */
export async function revokeKeyAction(way: 'deleted' | 'revoked', backUrl: string, _state: FormState<unknown>, form: FormData): Promise<FormState<unknown>> {
  const { name = '', confirm = '' } = fieldsOf(form);
  const effect = await submit(previewEffect, form, theKey);
  if (effect.status === 'refused') return effect;
  if (effect.status === 'done' && effect.result.requests > 0 && !isTyped(confirm, name)) return refused(invalid('confirm', 'confirm_name'), { confirm });
  const state = await submit(revokeKey, form, theKey);
  if (state.status === 'done') redirect(saying(way, backUrl));
  return state;
}

export async function disableKeyAction(backUrl: string, form: FormData): Promise<void> {
  settle(await submit(disableKey, form, theKey), 'disabled', backUrl);
}

export async function enableKeyAction(backUrl: string, form: FormData): Promise<void> {
  settle(await submit(enableKey, form, theKey), 'enabled', backUrl);
}

export async function endOldSecretAction(backUrl: string, form: FormData): Promise<void> {
  settle(await submit(endOldSecret, form, theKey), 'ended', backUrl);
}

/** Buttons without fields have no place for a refusal: the page they lead to says it. */
function settle(state: FormState<unknown>, done: string, backUrl: string): never {
  redirect(saying(state.status === 'done' ? done : 'refused', backUrl));
}
