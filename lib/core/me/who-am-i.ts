import { z } from 'zod';
import { types } from '../keys/key';
import { effectiveScopes } from '../keys/scopes';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { selectHolder } from './store';

/** Whom the calling key acts for, where, and what it may do now. Every key may ask. */
export const whoAmI = operation({
  name: 'who_am_i',
  effect: 'read',
  scope: 'public',
  permission: null,
  rest: { method: 'GET', path: '/v1/me', summary: 'Who am I' },
  mcp: { title: 'Who am I', description: 'Tells which key this is, for whom and in which organization it acts, and what it may do now.' },
  input: z.strictObject({}),
  output: z.object({
    key: z.object({ id: z.uuid(), keyId: z.string().nullable(), name: z.string(), type: z.enum(types), scopes: z.array(z.string()), expiresAt: z.date().nullable() }),
    organization: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }),
    user: z.object({ id: z.uuid(), name: z.string(), email: z.string(), role: z.enum(['owner', 'admin', 'member']) }),
  }),
  async run({ db, caller: { actor } }) {
    const found = actor.kind === 'key' ? await selectHolder(db, actor.keyId) : undefined;
    if (!found) throw new Refusal('unauthenticated');
    return { ...found, key: { ...found.key, scopes: [...effectiveScopes(found.key.scopes, found.user.role)] } };
  },
});
