import type { Db } from '@/db/client';
import type { AuditEvent } from '../audit/event';
import { insertMembership, isMember } from '../members/store';
import { Refusal } from '../refusal';
import { lockOrganizationOf, markAccepted, selectLinked, type Linked } from './store';

const problems = { accepted: 'invitation_used', withdrawn: 'invitation_withdrawn', expired: 'invitation_expired' } as const;

/** The invitation of a token while it is good. @throws Refusal `expired` otherwise, saying what became of it. */
export async function goodInvitation(db: Db, token: string): Promise<Linked> {
  const invitation = await selectLinked(db, token);
  if (!invitation) throw new Refusal('expired', { problem: 'invitation_unknown' });
  if (invitation.state !== 'open') throw new Refusal('expired', { problem: problems[invitation.state] });
  return invitation;
}

/** The same, read under the lock of the organization that it leads to. */
export async function goodInvitationLocked(db: Db, token: string): Promise<Linked> {
  const { id } = await goodInvitation(db, token);
  await lockOrganizationOf(db, id);
  return goodInvitation(db, token);
}

/** Makes the person a member and uses the invitation up; whoever calls holds the organization's lock. */
export async function join(db: Db, invitation: Linked, person: { id: string; name: string }): Promise<AuditEvent[]> {
  const { id, email, role, organization } = invitation;
  if (await isMember(db, organization.id, email)) throw new Refusal('conflict', { problem: 'already_joined' });
  await markAccepted(db, id);
  await insertMembership(db, organization.id, person.id, role);
  const of = { organizationId: organization.id, by: person };
  return [
    { ...of, action: 'invitation.accepted', entity: 'invitation', entityId: id, entityName: email },
    { ...of, action: 'member.joined', entity: 'member', entityId: person.id, entityName: email, after: { role } },
  ];
}
