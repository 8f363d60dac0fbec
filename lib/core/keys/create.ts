import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { uniqueViolation } from '@/db/problems';
import { environment } from '@/lib/env';
import { ofOrganization, operation } from '../operation';
import { invalid, Refusal } from '../refusal';
import { keyFields, nameField, scopesAskedFor } from './fields';
import { mintKey, plaintext, sha256 } from './format';
import { key, revealed, types } from './key';
import { limitFields, limitsOf } from './limits';
import { seal } from './pepper';
import { presetScopes } from './scopes';
import { actingKey, insertKey, isPast, selectKey, type NewKey } from './store';
import { refuseBeyond } from './within';
import type { Db } from '@/db/client';
import type { Access } from '../access';

/** Makes a key of the caller's own. The answer is the only place where its plaintext ever stands. */
export const createKey = operation({
  name: 'create_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:create',
  locks: 'membership',
  input: z.strictObject({
    ...ofOrganization,
    name: nameField,
    type: z.enum(types).default('API_KEY'),
    ...keyFields,
    ...limitFields,
    formId: z.uuid('not_an_id').optional(),
  }),
  output: z.object({ key, revealed }),
  async run({ db, caller, access, input }) {
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
    const minted = mintKey();
    const { hash, pepperVersion } = seal(minted.secret);
    const prefix = environment().KEY_PREFIX + (input.type === 'BEARER_TOKEN' ? 'b' : '');
    const id = uuid();
    await insertOnce(db, access, {
      ...wanted,
      id,
      prefix,
      keyId: minted.keyId,
      keyIdHash: sha256(minted.keyId),
      keySuffix: minted.keyId.slice(-4),
      secretHash: hash,
      pepperVersion,
      formId: input.formId,
    });
    return {
      result: { key: (await selectKey(db, access, id))!, revealed: { plaintext: plaintext(prefix, minted), ...minted } },
      audit: [{ action: 'key.created', entity: 'key', entityId: id, entityName: wanted.name, after: wanted }],
    };
  },
});

/** A form carries a one-time id, so that posting it again makes no second key. */
async function insertOnce(db: Db, access: Access, values: NewKey): Promise<void> {
  try {
    await insertKey(db, access, values);
  } catch (error) {
    if (uniqueViolation(error) === 'keys_form') throw new Refusal('conflict', { problem: 'already_created' });
    throw error;
  }
}
