import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { entry } from './entry';
import { selectEntry } from './store';

/** One event of the log. */
export const getAuditEvent = operation({
  name: 'get_audit_event',
  effect: 'read',
  scope: 'organization',
  permission: 'audit:read',
  rest: [
    { method: 'GET', path: '/v1/organizations/{organization}/activities/{event}', summary: 'Read an activity', shape: 'get_activity' },
    { method: 'GET', path: '/v1/organizations/{organization}/audit-events/{event}', summary: 'Read an audit event' },
  ],
  input: z.strictObject({ ...ofOrganization, event: id }),
  output: entry,
  async run({ db, access, input }) {
    const found = await selectEntry(db, access, input.event);
    if (!found) throw new Refusal('not_found');
    return found;
  },
});
