import { z } from 'zod';
import type { Db } from '@/db/client';
import { uniqueViolation } from '@/db/problems';
import type { Access, Caller } from '../access';
import type { AuditEvent } from '../audit/event';
import { ofOrganization } from '../operation';
import { invalid, Refusal } from '../refusal';
import { keyFields, nameField, scopesAskedFor } from './fields';
import { types } from './key';
import { limitFields, limitsOf } from './limits';
import { presetScopes } from './scopes';
import { actingKey, insertKey, isPast, setDisabled, type NewKey } from './store';
import { refuseBeyond } from './within';

/** What everyone says who makes a key, whoever draws its secret. */
export const making = {
  ...ofOrganization,
  name: nameField,
  type: z.enum(types).default('API_KEY'),
  ...keyFields,
  ...limitFields,
  /** Made to be enabled later. */
  disabled: z.boolean().default(false),
};

type Asked = z.output<z.ZodObject<typeof making>>;
type Wanted = Awaited<ReturnType<typeof wantedKey>>;

/** The new key as it is asked for, once the caller may make it. @throws Refusal when not. */
export async function wantedKey(db: Db, access: Access, caller: Caller, input: Asked) {
  const wanted = {
    name: input.name,
    type: input.type,
    // Nothing asked for is the least that there is, never all.
    scopes: scopesAskedFor(input) ?? [...presetScopes('read_only')!],
    expiresAt: input.expiresAt ?? null,
    addresses: input.addresses ?? [],
    ...limitsOf(input),
  };
  if (wanted.expiresAt && (await isPast(db, access, wanted.expiresAt))) throw invalid('expiresAt', 'expiry_past');
  refuseBeyond(caller.actor, await actingKey(db, access, caller.actor), wanted);
  return wanted;
}

/** The event of a key that was made; one that is made disabled says so. */
export const made = (id: string, wanted: Wanted, disabled: boolean): AuditEvent => ({
  action: 'key.created',
  entity: 'key',
  entityId: id,
  entityName: wanted.name,
  after: { ...wanted, ...(disabled && { disabled }) },
});

/** Adds the key. A form carries a one-time id, and a Key ID is one key's only, so that neither makes a second one. */
export async function insertOnce(db: Db, access: Access, disabled: boolean, values: NewKey): Promise<void> {
  try {
    await insertKey(db, access, values);
    if (disabled) await setDisabled(db, access, values.id, true);
  } catch (error) {
    const constraint = uniqueViolation(error);
    if (constraint === 'keys_form') throw new Refusal('conflict', { problem: 'already_created' });
    if (constraint === 'keys_key_id_hash') throw new Refusal('conflict', { problem: 'key_id_known' });
    throw error;
  }
}
