import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { environment } from '@/lib/env';
import { operation } from '../operation';
import { mintKey, plaintext, sha256 } from './format';
import { key, revealed } from './key';
import { insertOnce, made, making, wantedKey } from './making';
import { seal } from './pepper';
import { selectKey } from './store';

/** Makes a key of the caller's own. The answer is the only place where its plaintext ever stands. */
export const createKey = operation({
  name: 'create_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:create',
  rest: { method: 'POST', path: '/v1/organizations/{organization}/keys', summary: 'Create a key' },
  mcp: {
    title: 'Create a key',
    description: 'Makes an API key of the person whose key this connection uses. Ask for no more scopes and no longer life than the program needs. Answers with a link for that person; the secret is behind it.',
    reveals: true,
  },
  locks: 'membership',
  input: z.strictObject({ ...making, formId: z.uuid('not_an_id').optional() }),
  output: z.object({ key, revealed }),
  async run({ db, caller, access, input }) {
    const wanted = await wantedKey(db, access, caller, input);
    const minted = mintKey();
    const { hash, pepperVersion } = seal(minted.secret);
    const prefix = environment().KEY_PREFIX + (input.type === 'BEARER_TOKEN' ? 'b' : '');
    const id = uuid();
    await insertOnce(db, access, input.disabled, {
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
      audit: [made(id, wanted, input.disabled)],
    };
  },
});
