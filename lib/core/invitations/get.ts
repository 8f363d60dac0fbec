import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { invitation } from './invitation';
import { selectInvitation } from './store';

/** One invitation that is neither accepted nor withdrawn. */
export const getInvitation = operation({
  name: 'get_invitation',
  effect: 'read',
  scope: 'organization',
  permission: 'invitation:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/invitations/{invitation}', summary: 'Read an invitation' },
  input: z.strictObject({ ...ofOrganization, invitation: id }),
  output: invitation,
  async run({ db, access, input }) {
    const found = await selectInvitation(db, access.organizationId, input.invitation);
    if (!found) throw new Refusal('not_found');
    return found;
  },
});
