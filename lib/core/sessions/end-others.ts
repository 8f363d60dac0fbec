import { z } from 'zod';
import { sessionsEnded, toItsOrganizations } from '../accounts/events';
import { selectAccount } from '../accounts/store';
import type { AuditEvents } from '../audit/event';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { endSessionsOf } from './store';

/** Ends all of one's own sessions but the one that asks. */
export const endOtherSessions = operation({
  name: 'end_other_sessions',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({}),
  output: z.object({ ended: z.int() }),
  async run({ db, access }) {
    const ended = await endSessionsOf(db, access.userId, access.sessionId);
    if (ended === 0) throw new Refusal('conflict', { problem: 'no_other_sessions' });
    const account = (await selectAccount(db, access.userId))!;
    return { result: { ended }, audit: await toItsOrganizations(db, access.userId, sessionsEnded(ended, account) as AuditEvents) };
  },
});
