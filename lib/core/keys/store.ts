import { and, desc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keys, keyUsage, memberships, organizations, users } from '@/db/schema';
import { person, type Access, type Actor, type OrganizationId, type Role } from '../access';
import type { Key, Status } from './key';

export type NewKey = Omit<typeof keys.$inferInsert, 'organizationId' | 'createdBy' | 'createdAt'>;

/** What of a key can be changed by editing it. */
export type Editable = Pick<typeof keys.$inferSelect, 'name' | 'scopes' | 'expiresAt' | 'addresses'>;

const limits = {
  ratePerSecond: keys.ratePerSecond,
  ratePerMinute: keys.ratePerMinute,
  ratePerDay: keys.ratePerDay,
  projects: keys.projects,
  environments: keys.environments,
};

/** Adds a key of the person who acts. */
export async function insertKey(db: Db, access: Access, values: NewKey): Promise<void> {
  await db.insert(keys).values({ ...values, organizationId: access.organizationId, createdBy: person(access) });
}

/** Whether there is a key at all, of any organization. */
export async function anyKey(db: Db): Promise<boolean> {
  return (await db.select({ id: keys.id }).from(keys).limit(1)).length > 0;
}

/** One key within reach, whatever its status. */
export async function selectKey(db: Db, access: Access, id: string): Promise<Key | undefined> {
  const [row] = await withDetails(db).where(and(inReach(access), eq(keys.id, id)));
  return row;
}

/** A key within reach, held until the transaction ends, so that what was read is what is changed. What verification counts of it does not wait for that. */
export async function lockKey(db: Db, access: Access, id: string) {
  const [row] = await db
    .select({
      id: keys.id,
      name: keys.name,
      scopes: keys.scopes,
      expiresAt: keys.expiresAt,
      addresses: keys.addresses,
      version: keys.version,
      prefix: keys.prefix,
      keyId: keys.keyId,
      status,
      ...limits,
    })
    .from(keys)
    .where(and(inReach(access), eq(keys.id, id)))
    .for('no key update');
  return row;
}

/** Writes the changes of a locked key and counts its version up. */
export async function updateKeyRow(db: Db, access: Access, id: string, changes: Partial<Editable>): Promise<void> {
  await db.update(keys).set({ ...changes, version: sql`${keys.version} + 1` }).where(and(inReach(access), eq(keys.id, id)));
}

/** Disables or enables a locked key. */
export async function setDisabled(db: Db, access: Access, id: string, disabled: boolean): Promise<void> {
  await db.update(keys).set({ disabledAt: disabled ? sql`statement_timestamp()` : null }).where(and(inReach(access), eq(keys.id, id)));
}

/** Ends a live key for good; undefined when none within reach has the id. */
export async function markRevoked(db: Db, access: Access, id: string, reason: 'deleted' | 'revoked'): Promise<{ id: string; name: string } | undefined> {
  const [row] = await db
    .update(keys)
    .set({ revokedAt: sql`statement_timestamp()`, revokedBy: access.userId, revokedReason: reason })
    .where(and(inReach(access), eq(keys.id, id), isNull(keys.revokedAt)))
    .returning({ id: keys.id, name: keys.name });
  return row;
}

/** Whose key it is; undefined when none within reach has the id. */
export async function creatorOf(db: Db, access: Access, id: string): Promise<string | undefined> {
  const [row] = await db.select({ createdBy: keys.createdBy }).from(keys).where(and(inReach(access), eq(keys.id, id)));
  return row?.createdBy;
}

/** The role that a key's creator has now; undefined when none within reach has the id, or its creator has left. */
export async function roleOfCreator(db: Db, access: Access, id: string): Promise<Role | undefined> {
  const [row] = await db
    .select({ role: memberships.role })
    .from(keys)
    .innerJoin(memberships, and(eq(memberships.organizationId, keys.organizationId), eq(memberships.userId, keys.createdBy)))
    .where(and(inReach(access), eq(keys.id, id)));
  return row?.role;
}

/** How long, from where and within which limits the key that acts may be used; undefined where a person acts. */
export async function actingKey(db: Db, access: Access, actor: Actor) {
  if (actor.kind !== 'key') return undefined;
  const [row] = await db
    .select({ scopes: keys.scopes, expiresAt: keys.expiresAt, addresses: keys.addresses, ...limits })
    .from(keys)
    .where(and(eq(keys.organizationId, access.organizationId), eq(keys.id, actor.keyId)));
  return row;
}

/** Whether the instant has come, by the database's clock. */
export async function isPast(db: Db, access: Access, at: Date): Promise<boolean> {
  const [row] = await db
    .select({ past: sql<boolean>`${at.toISOString()}::timestamptz <= statement_timestamp()` })
    .from(organizations)
    .where(eq(organizations.id, access.organizationId));
  return row!.past;
}

export const inReach = (access: Access): SQL | undefined =>
  and(eq(keys.organizationId, access.organizationId), access.reach === 'own' ? eq(keys.createdBy, person(access)) : undefined);

export const status = sql<Status>`case
  when ${keys.revokedAt} is not null then 'revoked'
  when ${keys.expiresAt} <= statement_timestamp() then 'expired'
  when ${keys.disabledAt} is not null then 'disabled'
  else 'active' end`;

/** Keys with their creator and last use. */
export function withDetails(db: Db) {
  const usage = db
    .select({ lastAt: keyUsage.lastAt, lastAddress: keyUsage.lastAddress, lastUserAgent: keyUsage.lastUserAgent })
    .from(keyUsage)
    .where(eq(keyUsage.keyId, keys.id))
    .orderBy(desc(keyUsage.day))
    .limit(1)
    .as('usage');
  return db
    .select({
      id: keys.id,
      name: keys.name,
      type: keys.type,
      scopes: keys.scopes,
      addresses: keys.addresses,
      status,
      keySuffix: keys.keySuffix,
      version: keys.version,
      createdAt: keys.createdAt,
      expiresAt: keys.expiresAt,
      disabledAt: keys.disabledAt,
      revokedAt: keys.revokedAt,
      rotatedAt: keys.rotatedAt,
      createdBy: { id: users.id, name: users.name, email: users.email, role: memberships.role },
      rates: { second: keys.ratePerSecond, minute: keys.ratePerMinute, day: keys.ratePerDay },
      projects: keys.projects,
      environments: keys.environments,
      lastUsed: { at: usage.lastAt, address: usage.lastAddress, userAgent: usage.lastUserAgent },
    })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.createdBy))
    .leftJoin(memberships, and(eq(memberships.organizationId, keys.organizationId), eq(memberships.userId, keys.createdBy)))
    .leftJoinLateral(usage, sql`true`)
    .$dynamic() as unknown as KeyQuery;
}

// Drizzle types the joined columns one by one as nullable; the shape that rows really have is a Key.
export type KeyQuery = { where(condition: SQL | undefined): KeyQuery; orderBy(...by: SQL[]): KeyQuery; limit(count: number): Promise<Key[]> } & Promise<Key[]>;

/** The keys of a person within reach that are not revoked, newest first. */
export async function selectLiveKeysOf(db: Db, access: Access, createdBy: string, limit: number): Promise<Key[]> {
  return withDetails(db)
    .where(and(inReach(access), eq(keys.createdBy, createdBy), isNull(keys.revokedAt)))
    .orderBy(desc(keys.createdAt), desc(keys.id))
    .limit(limit);
}

/** Ends all keys of an organization that are not over for good yet, or those of one person in it; whose they were stays. */
export async function markAllRevoked(
  db: Db, organizationId: OrganizationId, { createdBy, revokedBy, reason }: Wholesale,
): Promise<{ id: string; name: string }[]> {
  return db
    .update(keys)
    .set({ revokedAt: sql`statement_timestamp()`, revokedBy, revokedReason: reason })
    .where(and(eq(keys.organizationId, organizationId), createdBy ? eq(keys.createdBy, createdBy) : undefined, isNull(keys.revokedAt)))
    .returning({ id: keys.id, name: keys.name });
}

export type Wholesale = { createdBy?: string; revokedBy: string | null; reason: 'member_removed' | 'member_left' | 'organization_deleted' };
