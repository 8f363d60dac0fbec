import { z } from 'zod';
import { id } from '../input';
import { refuseToTouchOwners } from '../members/ranks';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { markWithdrawn, selectInvitation } from './store';
import { withdrawal } from './withdrawal';

/** Takes an invitation back; its link works no more. */
export const withdrawInvitation = operation({
  name: 'withdraw_invitation',
  effect: 'write',
  scope: 'organization',
  permission: 'invitation:withdraw',
  rest: { method: 'DELETE', path: '/v1/organizations/{organization}/invitations/{invitation}', summary: 'Withdraw an invitation' },
  mcp: { title: 'Withdraw an invitation', description: 'Makes the link of an invitation work no more.', destructive: true },
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization, invitation: id }),
  output: z.object({ id: z.uuid(), email: z.string() }),
  async run({ db, access, input }) {
    const invitation = await selectInvitation(db, access.organizationId, input.invitation);
    if (!invitation) throw new Refusal('not_found');
    refuseToTouchOwners(access, invitation.role);
    await markWithdrawn(db, [invitation.id]);
    return { result: { id: invitation.id, email: invitation.email }, audit: [withdrawal(invitation)] };
  },
});
