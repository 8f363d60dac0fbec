import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { creatorOf, markRevoked } from './store';
import { thisKey } from './thing';

/** Ends a key for good: one's own (*delete*), or anyone's for who may. In force when this returns. */
export const revokeKey = operation({
  name: 'revoke_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:revoke',
  rest: { method: 'DELETE', path: '/v1/organizations/{organization}/keys/{key}', summary: 'Revoke a key' },
  mcp: { title: 'Revoke a key', description: 'Ends a key for good, at once. Programs that use it stop working. Disabling can be undone; this cannot.', destructive: true },
  locks: 'none',
  thing: thisKey,
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: z.object({ id: z.uuid(), name: z.string() }),
  async run({ db, caller, access, input }) {
    if (caller.actor.kind === 'key' && caller.actor.keyId === input.key) throw new Refusal('conflict', { problem: 'key_itself' });
    const creator = await creatorOf(db, access, input.key);
    if (creator === undefined) throw new Refusal('not_found');
    const reason = creator === access.userId ? 'deleted' : 'revoked';
    const revoked = await markRevoked(db, access, input.key, reason);
    if (!revoked) throw new Refusal('conflict', { problem: 'key_is_revoked' });
    return {
      result: revoked,
      audit: [{ action: 'key.revoked', entity: 'key', entityId: revoked.id, entityName: revoked.name, after: { reason } }],
    };
  },
});
