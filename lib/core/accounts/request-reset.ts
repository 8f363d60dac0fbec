import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { mailIsSetUp, sendMailLater } from '@/lib/mail';
import { networkOf } from '@/lib/addresses';
import { email } from '../input';
import { operation } from '../operation';
import { take } from '../rates/take';
import { Refusal } from '../refusal';
import { newToken } from '../token';
import { toItsOrganizations } from './events';
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
    await take(db, [
      { bucket: `reset ${input.email} ${networkOf(caller.address)}`, limit: 3, seconds: 3_600 },
      { bucket: `reset ${input.email}`, limit: 20, seconds: 3_600 },
      { bucket: `reset from ${networkOf(caller.address)}`, limit: 50, seconds: 3_600 },
    ]);
  },
  async run({ db, input }) {
    const account = await selectAccountOf(db, input.email);
    const token = newToken();
    await insertReset(db, token, account?.id ?? null, true);
    return {
      result: null,
      audit: await toItsOrganizations(db, account?.id ?? randomUUID(), [
        { action: 'account.reset_requested', entity: 'account', entityId: account?.id ?? 'unknown', entityName: account?.email ?? '' },
      ]),
      afterCommit: async () => {
        if (account) sendMailLater('reset', { to: account.email, locale: account.locale, path: `/reset-password/${token}`, values: { name: account.name } });
        return null;
      },
    };
  },
});
