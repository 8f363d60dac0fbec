import type { Db } from '@/db/client';
import type { OrganizationId, Role } from '../access';
import type { AuditEvent } from '../audit/event';
import { markWithdrawn, selectInvitationsBy } from './store';

/** What a person in that role may not invite others to; a former member nothing. */
const beyond: Record<Role, Role[]> = { owner: [], admin: ['owner'], member: ['owner', 'admin', 'member'] };

/** Withdraws what a person sent and could not send in the new role: nobody comes back through a link of their own. */
export async function withdrawInvitationsOf(db: Db, organizationId: OrganizationId, userId: string, role: Role | null): Promise<AuditEvent[]> {
  const invitations = await selectInvitationsBy(db, organizationId, userId, beyond[role ?? 'member']);
  if (invitations.length === 0) return [];
  await markWithdrawn(db, invitations.map(({ id }) => id));
  return invitations.map(withdrawal);
}

export const withdrawal = ({ id, email, role }: { id: string; email: string; role: Role }): AuditEvent => ({
  action: 'invitation.withdrawn', entity: 'invitation', entityId: id, entityName: email, before: { role },
});
