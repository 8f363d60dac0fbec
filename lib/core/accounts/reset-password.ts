import { z } from 'zod';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { endSessionsOf } from '../sessions/store';
import { token } from '../token';
import { emailProven, sessionsEnded, toItsOrganizations } from './events';
import { hashPassword, newPassword } from './password';
import { deleteResets, selectReset, selectResetLocked } from '../resets/store';
import { selectAccount, setPassword } from './store';

/** Sets a new password for who holds a reset link. Works once; every session of the person ends. */
export const resetPassword = operation({
  name: 'reset_password',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ token, password: newPassword }),
  output: z.object({ email: z.string() }),
  async prepare(input, _caller, db) {
    if (!(await selectReset(db, input.token))) throw spent();
    return hashPassword(input.password);
  },
  async run({ db, input, prepared: passwordHash }) {
    const reset = await selectResetLocked(db, input.token);
    if (!reset) throw spent();
    const account = (await selectAccount(db, reset.userId))!;
    await setPassword(db, account.id, passwordHash);
    const proven = reset.mailed ? await emailProven(db, account) : [];
    await deleteResets(db, account.id);
    const ended = await endSessionsOf(db, account.id, null);
    const by = { id: account.id, name: account.name };
    return {
      result: { email: account.email },
      audit: await toItsOrganizations(db, account.id, [
        { by, action: 'account.password_reset', entity: 'account', entityId: account.id, entityName: account.email },
        ...proven,
        ...sessionsEnded(ended, account),
      ]),
    };
  },
});

const spent = () => new Refusal('expired', { problem: 'reset_link' });
