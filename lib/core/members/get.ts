import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { member } from './member';
import { selectMember } from './store';

/** One member of the organization. */
export const getMember = operation({
  name: 'get_member',
  effect: 'read',
  scope: 'organization',
  permission: 'member:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/members/{member}', summary: 'Read a member' },
  input: z.strictObject({ ...ofOrganization, member: id }),
  output: member,
  async run({ db, access, input }) {
    const found = await selectMember(db, access.organizationId, input.member);
    if (!found) throw new Refusal('not_found');
    return found;
  },
});
