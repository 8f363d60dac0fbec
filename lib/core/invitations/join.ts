import { z } from 'zod';
import { hashPassword, newPassword } from '../accounts/password';
import { insertUser, markEmailVerified } from '../accounts/store';
import { name } from '../input';
import { locales } from '../locale';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { token } from '../token';
import { goodInvitation, goodInvitationLocked, join } from './acceptance';

/** Joins the organization with a new account for the invited address. Only a link that came by mail proves the address. */
export const joinByInvitation = operation({
  name: 'join_by_invitation',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ token, name, password: newPassword, locale: z.enum(locales).optional() }),
  output: z.object({ userId: z.uuid(), email: z.string(), organization: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }) }),
  async prepare(input, _caller, db) {
    refuseKnown(await goodInvitation(db, input.token));
    return hashPassword(input.password);
  },
  async run({ db, input, prepared: passwordHash }) {
    const invitation = await goodInvitationLocked(db, input.token);
    refuseKnown(invitation);
    const { email, organization } = invitation;
    const userId = await insertUser(db, { name: input.name, email, passwordHash, locale: input.locale });
    if (invitation.delivery === 'mail') await markEmailVerified(db, userId);
    const by = { id: userId, name: input.name };
    return {
      result: { userId, email, organization },
      audit: [
        { organizationId: organization.id, by, action: 'account.created', entity: 'account', entityId: userId, entityName: email },
        ...(await join(db, invitation, by)),
      ],
    };
  },
});

/** Who has an account signs in to it first: an invitation opens nobody's account. */
function refuseKnown({ hasAccount }: { hasAccount: boolean }): void {
  if (hasAccount) throw new Refusal('conflict', { problem: 'sign_in_first' });
}
