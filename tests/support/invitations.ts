import { createInvitations } from '@/lib/core/invitations/create';
import type { Role } from '@/lib/core/access';
import { newEmail, system, type TestOrganization } from './people';

/** An open invitation, with the token of its link. */
export async function anInvitationTo(organization: Pick<TestOrganization, 'id'>, role: Role = 'member', email = newEmail()) {
  const [invitation] = await createInvitations(system, { organization: organization.id, emails: [email], role });
  return { ...invitation!, token: invitation!.token! };
}
