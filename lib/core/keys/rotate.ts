import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { mintSecret, plaintext } from './format';
import { key, revealed } from './key';
import { livingKey } from './living';
import { seal } from './pepper';
import { graceNames, graces } from './rotation/grace';
import { replaceSecret } from './rotation/store';
import { actingKey, selectKey } from './store';
import { thisKey } from './thing';
import { refuseBeyond } from './within';

/**
 * Gives a key of one's own a new secret, told once in the answer; the Key ID stays.
 * The old secret ends with this, or when the grace is over, which starts when the new one is first used.
 * A rotation whose new secret was never used is replaced: the secret that programs have stays the old one.
 */
export const rotateKey = operation({
  name: 'rotate_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:update',
  rest: { method: 'POST', path: '/v1/organizations/{organization}/keys/{key}/rotate', summary: 'Rotate a key' },
  mcp: {
    title: 'Rotate a key',
    description: 'Gives a key a new secret; the old one stays good for the grace, which begins when the new one is first used. Answers with a link for the key’s creator; the secret is behind it.',
    destructive: true,
    reveals: true,
  },
  locks: 'membership',
  thing: thisKey,
  input: z.strictObject({ ...ofOrganization, key: id, grace: z.enum(graceNames, 'grace').default('24h') }),
  output: z.object({ key, revealed }),
  async run({ db, caller, access, input }) {
    const found = await livingKey(db, access, input.key);
    refuseBeyond(caller.actor, await actingKey(db, access, caller.actor), found);
    if (found.keyId === null) throw new Refusal('conflict', { problem: 'secret_elsewhere' });
    const minted = mintSecret(found.keyId);
    await replaceSecret(db, access, found.id, seal(minted.secret), graces[input.grace]);
    return {
      result: { key: (await selectKey(db, access, found.id))!, revealed: { plaintext: plaintext(found.prefix, minted), ...minted } },
      audit: [{ action: 'key.rotated', entity: 'key', entityId: found.id, entityName: found.name, after: { grace: input.grace } }],
    };
  },
});
