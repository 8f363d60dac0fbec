import { z } from 'zod';
import { emailProven, toItsOrganizations } from '../accounts/events';
import { selectAccount } from '../accounts/store';
import type { AuditEvents } from '../audit/event';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { token } from '../token';
import { goodInvitationLocked, join } from './acceptance';

/** Joins the organization with the account that one is signed in to, which must have the invited address. */
export const acceptInvitation = operation({
  name: 'accept_invitation',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({ token }),
  output: z.object({ organization: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }) }),
  async run({ db, access, input }) {
    const account = await selectAccount(db, access.userId);
    const invitation = await goodInvitationLocked(db, input.token);
    if (!account || account.email !== invitation.email) throw new Refusal('forbidden', { problem: 'invited_another' });
    const joined = await join(db, invitation, account);
    const proven = invitation.delivery === 'mail' ? await emailProven(db, account) : [];
    const shown = proven.length > 0 ? await toItsOrganizations(db, account.id, proven as AuditEvents) : [];
    return { result: { organization: invitation.organization }, audit: [...joined, ...shown] as AuditEvents };
  },
});
