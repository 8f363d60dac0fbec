import { z } from 'zod';
import { operation } from '../operation';
import { selectSessions } from './store';

/** Where the signed-in person is signed in, newest first. */
export const listSessions = operation({
  name: 'list_sessions',
  effect: 'read',
  scope: 'account',
  permission: null,
  input: z.strictObject({}),
  output: z.array(
    z.object({ id: z.uuid(), current: z.boolean(), address: z.string().nullable(), userAgent: z.string().nullable(), createdAt: z.date(), lastSeenAt: z.date() }),
  ),
  async run({ db, access }) {
    const sessions = await selectSessions(db, access.userId);
    return sessions.map((session) => ({ ...session, current: session.id === access.sessionId }));
  },
});
