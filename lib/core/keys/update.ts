import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { orUnchanged } from '../audit/event';
import { changedFieldsSince } from '../audit/of-key/store';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { invalid, Refusal } from '../refusal';
import { coversAll } from './addresses';
import { keyFields, nameField, scopesAskedFor } from './fields';
import { key } from './key';
import type { Limits } from './limits';
import { livingKey } from './living';
import { allows } from './scopes';
import { changeState } from './state';
import { actingKey, isPast, selectKey, updateKeyRow, type Editable } from './store';
import { thisKey } from './thing';
import { refuseBeyond, type Powers } from './within';
import type { Db } from '@/db/client';
import type { Access, Caller } from '../access';
import type { AuditEvent } from '../audit/event';

/**
 * Changes name, scopes, expiry or addresses of a key of one's own, and whether it is disabled, all or nothing; what is left out stays.
 * With `version` (the key's, as it was read) somebody else's change in between is not overwritten: `conflict` names the fields.
 */
export const updateKey = operation({
  name: 'update_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:update',
  rest: { method: 'PATCH', path: '/v1/organizations/{organization}/keys/{key}', summary: 'Change a key' },
  mcp: { title: 'Change a key', description: 'Changes name, scopes, expiry or allowed addresses of a key of one’s own, or disables or enables it; all of it or nothing. What is left out stays.', idempotent: true },
  locks: 'membership',
  thing: thisKey,
  input: z.strictObject({ ...ofOrganization, key: id, version: z.int().min(1).optional(), name: nameField.optional(), ...keyFields, disabled: z.boolean().optional() }),
  output: key,
  async run({ db, caller, access, input }) {
    const old = await livingKey(db, access, input.key);
    if (input.version !== undefined && input.version !== old.version) throw await changedMeanwhile(db, access, input.key, input.version);
    const scopes = scopesAskedFor(input, old.scopes);
    const changes = changed(old, { name: input.name, scopes, expiresAt: input.expiresAt, addresses: input.addresses });
    const edited = await edit(db, access, caller, old, changes);
    const switched = input.disabled === undefined ? [] : await changeState(db, access, caller, { ...old, ...changes }, input.disabled);
    return { result: (await selectKey(db, access, old.id))!, audit: orUnchanged([...edited, ...switched]) };
  },
});

type Held = Editable & Limits & { id: string; version: number };

/** Writes what is to be changed of a held key; the event of it, or none where nothing is. */
async function edit(db: Db, access: Access, caller: Caller, old: Held, changes: Partial<Editable>): Promise<AuditEvent[]> {
  const fields = Object.keys(changes) as (keyof Editable)[];
  if (fields.length === 0) return [];
  if (changes.expiresAt && (await isPast(db, access, changes.expiresAt))) throw invalid('expiresAt', 'expiry_past');
  refuseBeyond(caller.actor, await actingKey(db, access, caller.actor), gains(old, changes));
  await updateKeyRow(db, access, old.id, changes);
  const before = Object.fromEntries(fields.map((field) => [field, old[field]]));
  return [{ action: 'key.updated', entity: 'key', entityId: old.id, entityName: old.name, before, after: { ...changes, version: old.version + 1 } }];
}

/** The fields that are given and differ. */
function changed(old: Editable, wanted: Partial<Editable>): Partial<Editable> {
  return Object.fromEntries(Object.entries(wanted).filter(([field, value]) => value !== undefined && !isDeepStrictEqual(value, old[field as keyof Editable])));
}

/**
 * The key as it will be, where the change lets it do more; to narrow it is open to every key that may update, with addresses of its own.
 * One that lives longer or comes from elsewhere is gained whole; of scopes the added ones are, for as long and from where the key is good.
 */
function gains(old: Held, changes: Partial<Editable>): Partial<Powers & Limits> {
  const next = { ...old, ...changes };
  const later = old.expiresAt !== null && (next.expiresAt === null || next.expiresAt > old.expiresAt);
  if (later || !coversAll(old.addresses, next.addresses)) return next;
  const scopes = next.scopes.filter((scope) => !allows(old.scopes, scope));
  return scopes.length > 0 ? { ...next, scopes } : { ...(changes.addresses && { addresses: changes.addresses }) };
}

async function changedMeanwhile(db: Db, access: Access, keyId: string, version: number): Promise<Refusal> {
  const fields = await changedFieldsSince(db, access, keyId, version);
  return new Refusal('conflict', { problem: 'key_changed', fields: fields.map((path) => ({ path, problem: 'changed_meanwhile' })) });
}
