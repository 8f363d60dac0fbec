import { z } from 'zod';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { toItsOrganizations } from '../accounts/events';
import { selectAccount } from '../accounts/store';
import { id } from '../input';
import { markEnded } from './store';

/** Ends a session of one's own, whoever holds its cookie: the named one, or the one that asks (signing out). */
export const endSession = operation({
  name: 'end_session',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({ session: id.optional() }),
  output: z.null(),
  async run({ db, access, input }) {
    if (!(await markEnded(db, access.userId, input.session ?? access.sessionId))) throw new Refusal('not_found');
    const { email } = (await selectAccount(db, access.userId))!;
    return { result: null, audit: await toItsOrganizations(db, access.userId, [{ action: 'session.ended', entity: 'session', entityId: access.userId, entityName: email }]) };
  },
});
