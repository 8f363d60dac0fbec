import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { uniqueViolation } from '@/db/problems';
import { environment } from '@/lib/env';
import { name } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { mintKey, plaintext, sha256 } from './format';
import { key, revealed } from './key';
import { seal } from './pepper';
import { allows, presets } from './scopes';
import { insertKey, selectKey, type NewKey } from './store';
import type { Db } from '@/db/client';
import type { Access, Actor } from '../access';

/** Makes a key of the caller's own. The answer is the only place where its plaintext ever stands. */
export const createKey = operation({
  name: 'create_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:create',
  locks: 'membership',
  input: z.strictObject({ ...ofOrganization, name, formId: z.uuid('not_an_id').optional() }),
  output: z.object({ key, revealed }),
  async run({ db, caller, access, input }) {
    const scopes = [...presets.read_only];
    refuseWider(caller.actor, scopes);
    const minted = mintKey();
    const { hash, pepperVersion } = seal(minted.secret);
    const prefix = environment().KEY_PREFIX;
    const id = uuid();
    await insertOnce(db, access, {
      id,
      name: input.name,
      type: 'API_KEY',
      prefix,
      scopes,
      keyId: minted.keyId,
      keyIdHash: sha256(minted.keyId),
      keySuffix: minted.keyId.slice(-4),
      secretHash: hash,
      pepperVersion,
      formId: input.formId,
    });
    const created = (await selectKey(db, access, id))!;
    return {
      result: { key: created, revealed: { plaintext: plaintext(prefix, minted), ...minted } },
      audit: [
        {
          action: 'key.created',
          entity: 'key',
          entityId: id,
          entityName: created.name,
          after: { name: created.name, type: created.type, scopes: created.scopes, expiresAt: created.expiresAt },
        },
      ],
    };
  },
});

/** A key makes no key that may do more than itself. */
function refuseWider(actor: Actor, scopes: readonly string[]): void {
  if (actor.kind === 'key' && !scopes.every((scope) => allows(actor.scopes, scope))) throw new Refusal('forbidden');
}

/** A form carries a one-time id, so that posting it again makes no second key. */
async function insertOnce(db: Db, access: Access, values: NewKey): Promise<void> {
  try {
    await insertKey(db, access, values);
  } catch (error) {
    if (uniqueViolation(error) === 'keys_form') throw new Refusal('conflict', { problem: 'already_created' });
    throw error;
  }
}
