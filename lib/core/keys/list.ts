import { z } from 'zod';
import { ofOrganization, operation } from '../operation';
import { cursor, pageOf } from '../page';
import { key } from './key';
import { selectKeys } from './store';

/** Keys within the caller's reach, newest first; `mine` leaves other people's out. */
export const listKeys = operation({
  name: 'list_keys',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  input: z.strictObject({
    ...ofOrganization,
    mine: z.boolean().default(false),
    cursor: cursor.nullable().default(null),
    limit: z.int().min(1, 'limit').max(250, 'limit').default(50),
  }),
  output: z.object({ items: z.array(key), nextCursor: z.string().nullable() }),
  async run({ db, access, input }) {
    const rows = await selectKeys(db, access, { mine: input.mine, position: input.cursor, limit: input.limit });
    return pageOf(rows, input.limit);
  },
});
