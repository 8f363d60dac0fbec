import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { use } from './key';
import { selectOldSecret } from './rotation/store';
import { creatorOf } from './store';

/** The secret that a rotation left behind and that is still good: until when, and who still uses it. Null when there is none. */
export const getOldSecret = operation({
  name: 'get_old_secret',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: z
    .object({
      graceSeconds: z.int(),
      /** Null: the new secret was not used yet, and the grace has not begun. */
      firstUseOfNew: z.date().nullable(),
      endsAt: z.date().nullable(),
      lastUsed: use.extend({ count: z.int() }).nullable(),
    })
    .nullable(),
  async run({ db, access, input }) {
    if (!(await creatorOf(db, access, input.key))) throw new Refusal('not_found');
    return (await selectOldSecret(db, access, input.key)) ?? null;
  },
});
