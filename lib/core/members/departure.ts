import type { Db } from '@/db/client';
import type { OrganizationId } from '../access';
import type { AuditEvents } from '../audit/event';
import { withdrawInvitationsOf } from '../invitations/withdrawal';
import { revokedKeys } from '../keys/revocation';
import type { Member } from './member';
import { deleteMembership } from './store';

/** Ends a membership with all that hangs on it: keys, and invitations that the person sent. An event each. */
export async function depart(db: Db, organizationId: OrganizationId, member: Member, by: string | null, way: 'removed' | 'left'): Promise<AuditEvents> {
  const reason = way === 'removed' ? 'member_removed' : 'member_left';
  const keys = await revokedKeys(db, organizationId, { createdBy: member.id, revokedBy: by, reason });
  const invitations = await withdrawInvitationsOf(db, organizationId, member.id, null);
  await deleteMembership(db, organizationId, member.id);
  return [
    { action: `member.${way}`, entity: 'member', entityId: member.id, entityName: member.email, before: { role: member.role }, after: { keysRevoked: keys.length } },
    ...keys,
    ...invitations,
  ];
}
