import { z } from 'zod';
import { id } from '../input';
import { creatorOf } from '../keys/store';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { selectTries } from './store';

/** Who still tries keys that are revoked, disabled or expired; an `address` of null sums the addresses past the twentieth of an hour. */
export const listRefusedUses = operation({
  name: 'list_refused_uses',
  effect: 'read',
  scope: 'organization',
  permission: 'audit:read',
  input: z.strictObject({ ...ofOrganization, key: id.optional(), limit: z.int().min(1, 'limit').max(250, 'limit').default(50) }),
  output: z.array(
    z.object({
      key: z.object({ id: z.uuid(), name: z.string(), keySuffix: z.string() }),
      createdBy: z.object({ id: z.uuid(), name: z.string() }),
      hour: z.date(),
      address: z.string().nullable(),
      count: z.int(),
      lastAt: z.date(),
    }),
  ),
  async run({ db, access, input }) {
    if (input.key && !(await creatorOf(db, access, input.key))) throw new Refusal('not_found');
    return selectTries(db, access, { key: input.key, limit: input.limit });
  },
});
