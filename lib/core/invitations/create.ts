import { z } from 'zod';
import type { Db } from '@/db/client';
import { mailIsSetUp } from '@/lib/mail';
import type { Access, Role } from '../access';
import type { AuditEvent, AuditEvents } from '../audit/event';
import { email } from '../input';
import { role } from '../members/member';
import { refuseToTouchOwners } from '../members/ranks';
import { isMember } from '../members/store';
import { ofOrganization, operation } from '../operation';
import { invalid } from '../refusal';
import { newToken } from '../token';
import { sent, type Sent } from './invitation';
import { mailAll } from './mail';
import { insertInvitation, markWithdrawn, selectInvitation, selectInvited } from './store';
import { withdrawal } from './withdrawal';

const most = 50;

const emails = z
  .array(email)
  .min(1, 'required')
  .max(most, 'too_many_addresses')
  .transform((addresses) => [...new Set(addresses)]);

/** Invites people, all or none: by mail where it is set up, else each answer holds the token of a link to hand over. */
export const createInvitations = operation({
  name: 'create_invitations',
  effect: 'write',
  scope: 'organization',
  permission: 'invitation:create',
  rest: { method: 'POST', path: '/v1/organizations/{organization}/invitations', summary: 'Invite somebody' },
  mcp: {
    title: 'Invite people',
    description: 'Invites people by e-mail, all or none of them. Where no mail is set up, each answer holds a page on which a person gets the link to hand over.',
    withholds: { field: 'token', page: 'members', because: 'No mail is set up here. An owner or admin opens this page, sends the invitation again there, and gets the link to hand over.' },
  },
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization, emails, role }),
  output: z.array(sent),
  async run({ db, access, input }) {
    refuseToTouchOwners(access, input.role);
    const audit: AuditEvent[] = await makeRoom(db, access, input.emails);
    const result: Sent[] = [];
    for (const address of input.emails) {
      const { invitation, event } = await invite(db, access, address, input.role);
      result.push(invitation);
      audit.push(event);
    }
    return { result, audit: audit as AuditEvents, afterCommit: mailAll };
  },
});

/** Expired invitations make way for new ones. @throws Refusal `invalid` for who is a member, or invited already. */
async function makeRoom(db: Db, access: Access, addresses: string[]): Promise<AuditEvent[]> {
  for (const address of addresses) {
    if (await isMember(db, access.organizationId, address)) throw invalid('emails', 'already_member', { email: address });
  }
  const invited = await selectInvited(db, access.organizationId, addresses);
  const pending = invited.find(({ state }) => state !== 'expired');
  if (pending) throw invalid('emails', 'already_invited', { email: pending.email });
  if (invited.length > 0) await markWithdrawn(db, invited.map(({ id }) => id));
  return invited.map(withdrawal);
}

async function invite(db: Db, access: Access, address: string, role: Role): Promise<{ invitation: Sent; event: AuditEvent }> {
  const token = newToken();
  const delivery = mailIsSetUp() ? 'mail' : 'link';
  const id = await insertInvitation(db, access.organizationId, { email: address, role, token, delivery, invitedBy: access.userId });
  const invitation = (await selectInvitation(db, access.organizationId, id))!;
  return {
    invitation: { ...invitation, token },
    event: { action: 'invitation.created', entity: 'invitation', entityId: id, entityName: address, after: { role, delivery, expiresAt: invitation.expiresAt } },
  };
}
