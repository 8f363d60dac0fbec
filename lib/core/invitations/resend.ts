import { z } from 'zod';
import { mailIsSetUp } from '@/lib/mail';
import { id } from '../input';
import { refuseToTouchOwners } from '../members/ranks';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { newToken } from '../token';
import { sent } from './invitation';
import { mailAll } from './mail';
import { renewInvitation, selectInvitation } from './store';

/** Sends an invitation anew, by mail or as a link to hand over: seven days more, and the earlier link is void. */
export const resendInvitation = operation({
  name: 'resend_invitation',
  effect: 'write',
  scope: 'organization',
  permission: 'invitation:create',
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization, invitation: id }),
  output: sent,
  async run({ db, access, input }) {
    const before = await selectInvitation(db, access.organizationId, input.invitation);
    if (!before) throw new Refusal('not_found');
    refuseToTouchOwners(access, before.role);
    const token = newToken();
    await renewInvitation(db, before.id, token, mailIsSetUp() ? 'mail' : 'link', access.userId);
    const invitation = (await selectInvitation(db, access.organizationId, before.id))!;
    return {
      result: { ...invitation, token },
      audit: [
        {
          action: 'invitation.resent',
          entity: 'invitation',
          entityId: before.id,
          entityName: before.email,
          before: { expiresAt: before.expiresAt },
          after: { expiresAt: invitation.expiresAt, delivery: invitation.delivery },
        },
      ],
      afterCommit: async (result) => (await mailAll([result]))[0]!,
    };
  },
});
