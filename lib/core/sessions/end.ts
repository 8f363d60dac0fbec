import { z } from 'zod';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { markEnded } from './store';

/** Signs out: the session that asks is over, whoever holds its cookie. */
export const endSession = operation({
  name: 'end_session',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({}),
  output: z.null(),
  async run({ db, access }) {
    if (!(await markEnded(db, access.userId, access.sessionId))) throw new Refusal('not_found');
    return { result: null, audit: [{ action: 'session.ended', entity: 'session', entityId: access.userId, entityName: '' }] };
  },
});
