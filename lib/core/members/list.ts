import { z } from 'zod';
import { search } from '../input';
import { ofOrganization, operation } from '../operation';
import { cursor, pageOf } from '../page';
import { member } from './member';
import { selectMembers } from './store';

/** The organization's members, who joined last first; `search` looks in names and addresses. */
export const listMembers = operation({
  name: 'list_members',
  effect: 'read',
  scope: 'organization',
  permission: 'member:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/members', summary: 'List members' },
  mcp: { title: 'List members', description: 'Lists who is in the organization, with their roles and how many keys they have.' },
  input: z.strictObject({
    ...ofOrganization,
    search,
    cursor: cursor.nullable().default(null),
    limit: z.int().min(1, 'limit').max(250, 'limit').default(50),
  }),
  output: z.object({ items: z.array(member), nextCursor: z.string().nullable() }),
  async run({ db, access, input }) {
    const rows = await selectMembers(db, access.organizationId, { search: input.search, position: input.cursor, limit: input.limit });
    return pageOf(rows, input.limit);
  },
});
