import { z } from 'zod';
import { mailIsSetUp, sendMailLater } from '@/lib/mail';
import { networkOf } from '@/lib/addresses';
import { email } from '../input';
import { operation } from '../operation';
import { take, type Rate } from '../rates/store';
import { Refusal } from '../refusal';
import { newToken } from '../token';
import { aboutNobody, toItsOrganizations } from './events';
import { insertReset } from '../resets/store';
import { selectAccountOf } from './store';

/** Mails a link that resets the password to who has the address; says and does the same for addresses that nobody has. */
export const requestReset = operation({
  name: 'request_reset',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ email }),
  output: z.null(),
  async prepare(input, caller, db) {
    if (!mailIsSetUp()) throw new Refusal('unavailable', { problem: 'reset_needs_operator' });
    const network = networkOf(caller.address);
    const pair: Rate = { bucket: `reset ${input.email} ${network}`, limit: 3, seconds: 3_600 };
    // First and by itself: who is turned away here leaves no counters of addresses made up.
    await take(db, [{ bucket: `reset from ${network}`, limit: 50, seconds: 3_600 }]);
    await take(db, [pair, { bucket: `reset ${input.email}`, limit: 20, seconds: 3_600 }]);
    return pair;
  },
  async run({ db, caller, input, prepared: pair }) {
    const account = await selectAccountOf(db, input.email);
    const token = newToken();
    await insertReset(db, token, account?.id ?? null, true);
    return {
      result: null,
      audit: account
        ? await toItsOrganizations(db, account.id, [{ action: 'account.reset_requested', entity: 'account', entityId: account.id, entityName: account.email }])
        : await aboutNobody(db, caller, 'account.reset_requested', pair),
      afterCommit: async () => {
        if (account) sendMailLater('reset', { to: account.email, locale: account.locale, path: `/reset-password/${token}`, values: { name: account.name } });
        return null;
      },
    };
  },
});
