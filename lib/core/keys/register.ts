import { createHmac } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { secrets } from '@/lib/secrets';
import { operation } from '../operation';
import { invalid } from '../refusal';
import { key } from './key';
import { insertOnce, made, making, wantedKey } from './making';
import type { StoredSecret } from './pepper';
import { selectKey } from './store';

const sha256 = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'sha256_base64');

// Shorter than any prefix that a key can be presented with: such a pair is good as Basic only.
const noPrefix = '';

/** Makes a key of which the caller keeps Key ID and secret: Latchkey only ever sees hashes (base64 of the raw SHA-256). */
export const registerKey = operation({
  name: 'register_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:create',
  locks: 'membership',
  input: z.strictObject({
    ...making,
    hashData: z.strictObject({ keyIdHash: sha256, keyIdSuffix: z.string().regex(/^[\x21-\x7e]{4}$/, 'key_suffix'), keySecretHash: sha256 }),
  }),
  output: z.object({ key }),
  async run({ db, caller, access, input }) {
    const { keyIdHash, keyIdSuffix, keySecretHash } = input.hashData;
    if (input.type === 'BEARER_TOKEN') throw invalid('type', 'hash_basic');
    const wanted = await wantedKey(db, access, caller, input);
    const { hash, pepperVersion } = sealHash(Buffer.from(keySecretHash, 'base64'));
    const id = uuid();
    await insertOnce(db, access, input.disabled, {
      ...wanted,
      id,
      prefix: noPrefix,
      keyId: null,
      keyIdHash: Buffer.from(keyIdHash, 'base64').toString('base64url'),
      keySuffix: keyIdSuffix,
      secretHash: hash,
      pepperVersion,
    });
    return {
      result: { key: (await selectKey(db, access, id))! },
      audit: [made(id, wanted, input.disabled)],
    };
  },
});

/** What `seal` would store of the secret, from its hash. */
function sealHash(secretHash: Buffer): StoredSecret {
  const pepper = secrets().peppers[0]!;
  return { hash: createHmac('sha256', pepper.secret).update(secretHash).digest('base64url'), pepperVersion: pepper.version };
}
