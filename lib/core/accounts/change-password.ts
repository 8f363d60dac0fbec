import { z } from 'zod';
import type { Db } from '@/db/client';
import type { Caller } from '../access';
import { operation } from '../operation';
import { giveBack, take } from '../rates/store';
import { invalid, Refusal } from '../refusal';
import { endSessionsOf, insertSession } from '../sessions/store';
import { sessionsEnded, toItsOrganizations } from './events';
import { hashPassword, newPassword, passwordMatches } from './password';
import { deleteResets } from '../resets/store';
import { replacePassword, selectAccount, selectPasswordHash } from './store';

/** Changes one's own password, for who knows the present one. Every session of the person ends, this one too; the answer names a new one in its place. */
export const changePassword = operation({
  name: 'change_password',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({ currentPassword: z.string().min(1, 'required').max(256, 'password_long'), newPassword }),
  output: z.object({ sessionsEnded: z.int(), sessionId: z.uuid(), userId: z.uuid() }),
  prepare: check,
  async run({ db, caller, access, prepared: { checked, next } }) {
    const account = (await selectAccount(db, access.userId))!;
    if (!(await replacePassword(db, access.userId, checked, next))) throw new Refusal('conflict');
    await deleteResets(db, access.userId);
    const ended = await endSessionsOf(db, access.userId, null);
    const sessionId = await insertSession(db, access.userId, caller);
    return {
      result: { sessionsEnded: ended, sessionId, userId: access.userId },
      audit: await toItsOrganizations(db, access.userId, [
        { action: 'account.password_changed', entity: 'account', entityId: access.userId, entityName: account.email },
        ...sessionsEnded(ended, account),
        { action: 'session.started', entity: 'session', entityId: access.userId, entityName: account.email },
      ]),
    };
  },
});

async function check(input: { currentPassword: string; newPassword: string }, caller: Caller, db: Db): Promise<{ checked: string; next: string }> {
  if (caller.actor.kind !== 'member') throw new Refusal('unauthenticated');
  const { userId } = caller.actor;
  const bucket = `change password ${userId}`;
  await take(db, [{ bucket, limit: 5, seconds: 900 }]);
  const checked = await selectPasswordHash(db, userId);
  if (!(await passwordMatches(input.currentPassword, checked))) throw invalid('currentPassword', 'wrong_password');
  await giveBack(db, [bucket]);
  return { checked: checked!, next: await hashPassword(input.newPassword) };
}
