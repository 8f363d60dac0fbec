import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { validate as isUuid } from 'uuid';
import type { Db } from '@/db/client';
import { keys, memberships, organizations, users } from '@/db/schema';
import { policy, reachOf, type Access, type Actor, type OrganizationId, type Permission, type Role, type Rule } from './access';
import type { Signature } from './audit/store';
import { allows } from './keys/scopes';
import type { Locks } from './operation';
import { Refusal } from './refusal';

export type Admission = { access: unknown; signature: Signature; organizationId: string | null };

/**
 * Lets the actor into the organization, by id or slug, if role and scopes allow the permission now.
 * Reads the role, and a key's scopes, after taking the lock: a key may have been narrowed since it was identified. The only place that mints an `OrganizationId`.
 * @throws Refusal `not_found` to a stranger, `forbidden` to a member without the permission.
 */
export async function admit(db: Db, actor: Actor, organization: string, permission: Permission, locks: Locks): Promise<Admission & { access: Access }> {
  if (actor.kind === 'nobody') throw new Refusal('unauthenticated');
  // PostgreSQL's text holds no NUL, and says so with an error.
  if (organization.includes('\0')) throw new Refusal('not_found');
  const named = and(isUuid(organization) ? eq(organizations.id, organization) : eq(organizations.slug, organization), isNull(organizations.deletedAt))!;
  if (locks !== 'none' || actor.kind === 'system') {
    const id = await lockedOrganization(db, named, locks);
    if (actor.kind === 'system') return admitSystem(id, actor.name);
  }
  const found = actor.kind === 'member' ? await memberIn(db, named, actor.userId, locks) : await keyIn(db, named, actor.keyId, locks);
  if (!found) throw new Refusal('not_found');
  const reach = reachOf(found.role, permission);
  if (!reach || (actor.kind === 'key' && !keyMay(found.scopes, permission))) throw new Refusal('forbidden');
  const access: Access = { organizationId: mint(found.organizationId), userId: found.userId, role: found.role, reach };
  const signature: Signature = actor.kind === 'member'
    ? { type: 'user', id: found.userId, name: found.name }
    : { type: 'key', id: actor.keyId, name: found.keyName };
  return { access, signature, organizationId: found.organizationId };
}

/**
 * Lets a signed-in person at their own account.
 * @throws Refusal `unauthenticated` to everyone else.
 */
export async function admitAccount(db: Db, actor: Actor): Promise<Admission> {
  if (actor.kind !== 'member') throw new Refusal('unauthenticated');
  const [user] = await db.select({ name: users.name }).from(users).where(eq(users.id, actor.userId));
  if (!user) throw new Refusal('unauthenticated');
  return {
    access: { userId: actor.userId, sessionId: actor.sessionId },
    signature: { type: 'user', id: actor.userId, name: user.name },
    organizationId: null,
  };
}

function keyMay(scopes: readonly string[], permission: Permission): boolean {
  const { scope } = policy[permission] as Rule;
  return scope !== null && allows(scopes, scope);
}

const mint = (id: string) => id as OrganizationId;

function admitSystem(id: string, name: string): Admission & { access: Access } {
  return {
    access: { organizationId: mint(id), userId: null, role: 'system', reach: 'all' },
    signature: { type: 'system', id: null, name },
    organizationId: id,
  };
}

/** Who locks a membership holds the organization first: who came for it later could wait the other way round. */
async function lockedOrganization(db: Db, named: SQL, locks: Locks): Promise<string> {
  const query = db.select({ id: organizations.id }).from(organizations).where(named);
  const [row] = locks === 'none' ? await query : await query.for(locks === 'organization' ? 'update' : 'key share');
  if (!row) throw new Refusal('not_found');
  return row.id;
}

type Found = { organizationId: string; userId: string; role: Role; name: string; keyName: string; scopes: readonly string[] };

async function memberIn(db: Db, named: SQL, userId: string, locks: Locks): Promise<Found | undefined> {
  const query = db
    .select({ organizationId: organizations.id, userId: memberships.userId, role: memberships.role, name: users.name, keyName: sql<string>`''`, scopes: sql<string[]>`'{}'::text[]` })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(named, eq(memberships.userId, userId)));
  const [row] = locks === 'membership' ? await query.for('share', { of: memberships }) : await query;
  return row;
}

/** A key acts for the member who made it, while it is good. */
async function keyIn(db: Db, named: SQL, keyId: string, locks: Locks): Promise<Found | undefined> {
  const query = db
    .select({ organizationId: organizations.id, userId: memberships.userId, role: memberships.role, name: users.name, keyName: keys.name, scopes: keys.scopes })
    .from(keys)
    .innerJoin(organizations, eq(organizations.id, keys.organizationId))
    .innerJoin(memberships, and(eq(memberships.organizationId, keys.organizationId), eq(memberships.userId, keys.createdBy)))
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(keys.id, keyId),
        named,
        isNull(keys.revokedAt),
        isNull(keys.disabledAt),
        sql`(${keys.expiresAt} is null or ${keys.expiresAt} > statement_timestamp())`,
      ),
    );
  // Who waits for a lock sees the rest of the row as it was before: what is judged is read again.
  if (locks === 'membership') await query.for('share', { of: memberships });
  const [row] = await query;
  return row;
}
