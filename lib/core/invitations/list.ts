import { z } from 'zod';
import { ofOrganization, operation } from '../operation';
import { cursor, pageOf } from '../page';
import { invitation } from './invitation';
import { selectInvitations } from './store';

/** Invitations that are neither accepted nor withdrawn, newest first. */
export const listInvitations = operation({
  name: 'list_invitations',
  effect: 'read',
  scope: 'organization',
  permission: 'invitation:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/invitations', summary: 'List invitations' },
  mcp: { title: 'List invitations', description: 'Lists the invitations that nobody has accepted or withdrawn.' },
  input: z.strictObject({
    ...ofOrganization,
    cursor: cursor.nullable().default(null),
    limit: z.int().min(1, 'limit').max(250, 'limit').default(50),
  }),
  output: z.object({ items: z.array(invitation), nextCursor: z.string().nullable() }),
  async run({ db, access, input }) {
    const rows = await selectInvitations(db, access.organizationId, { position: input.cursor, limit: input.limit });
    return pageOf(rows, input.limit);
  },
});
