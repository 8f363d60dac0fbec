import type { Db } from '@/db/client';
import { policy, type Access, type Role, type Rule } from '../access';
import { Refusal } from '../refusal';
import type { Member } from './member';
import { countRoles, selectMember } from './store';

/** Owners are made, changed and removed by owners alone. @throws Refusal `forbidden`. */
export function refuseToTouchOwners(access: Access, ...roles: Role[]): void {
  if (access.role === 'owner' || access.role === 'system' || !roles.includes('owner')) return;
  throw new Refusal('forbidden', { problem: 'owners_only' });
}

/** The scopes of what an owner may do to owners: with one of them a key is good for more in an owner's hands than in anyone else's. */
export const rankedScopes: ReadonlySet<string | null> = new Set(
  (['member:update', 'member:remove', 'invitation:create', 'invitation:withdraw'] as const).map((permission) => (policy[permission] as Rule).scope),
);

/** The member as they are now, for who holds the organization's lock. @throws Refusal `not_found`. */
export async function memberToChange(db: Db, access: Access, userId: string): Promise<Member> {
  const member = await selectMember(db, access.organizationId, userId);
  if (!member) throw new Refusal('not_found');
  return member;
}

/** An organization always has an owner; asked under its lock. @throws Refusal `conflict`. */
export async function refuseLastOwner(db: Db, access: Access, member: Member): Promise<void> {
  if (member.role !== 'owner') return;
  const { owner } = await countRoles(db, access.organizationId);
  if (owner === 1) throw new Refusal('conflict', { problem: 'last_owner' });
}
