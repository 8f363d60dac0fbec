import { z } from 'zod';
import { role } from '../members/member';
import { operation } from '../operation';
import { token } from '../token';
import { selectLinked } from './store';

/** What an invitation's link leads to; null for one that never was. Looking at it changes nothing. */
export const openInvitation = operation({
  name: 'open_invitation',
  effect: 'read',
  scope: 'public',
  permission: null,
  input: z.strictObject({ token }),
  output: z
    .object({
      organization: z.object({ name: z.string() }),
      email: z.string(),
      role,
      state: z.enum(['open', 'expired', 'withdrawn', 'accepted']),
      expiresAt: z.date(),
      hasAccount: z.boolean(),
    })
    .nullable(),
  run: async ({ db, input }) => (await selectLinked(db, input.token)) ?? null,
});
