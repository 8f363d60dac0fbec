import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { use } from './key';
import { selectKey } from './store';
import { selectDays } from './uses/store';

const week = 7;

/** What ending a key would hit: its requests in the last seven days, and its last use. */
export const previewEffect = operation({
  name: 'preview_effect',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: z.object({ requests: z.int(), lastUsed: use.nullable() }),
  async run({ db, access, input }) {
    const found = await selectKey(db, access, input.key);
    if (!found) throw new Refusal('not_found');
    const days = await selectDays(db, input.key, week);
    return { requests: days.reduce((sum, { count }) => sum + count, 0), lastUsed: found.lastUsed };
  },
});
