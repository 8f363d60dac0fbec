import { z } from 'zod';
import { email } from '../input';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { newToken } from '../token';
import { toItsOrganizations } from './events';
import { insertReset } from '../resets/store';
import { selectAccountOf } from './store';

/** Makes a link that resets a person's password, for whoever operates the machine: nobody else may do this. */
export const issueReset = operation({
  name: 'issue_reset',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ email }),
  output: z.object({ token: z.string() }),
  async run({ db, caller, input }) {
    if (caller.actor.kind !== 'system') throw new Refusal('forbidden');
    const account = await selectAccountOf(db, input.email);
    if (!account) throw new Refusal('not_found');
    const token = newToken();
    await insertReset(db, token, account.id, false);
    return {
      result: { token },
      audit: await toItsOrganizations(db, account.id, [{ action: 'account.reset_requested', entity: 'account', entityId: account.id, entityName: account.email }]),
    };
  },
});
