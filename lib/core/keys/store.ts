import { and, desc, eq, isNull, sql, type SQL } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keys, keyUsage, memberships, users } from '@/db/schema';
import { person, type Access, type OrganizationId } from '../access';
import { after, type Position } from '../page';
import type { Key, Status } from './key';

export type NewKey = Omit<typeof keys.$inferInsert, 'organizationId' | 'createdBy' | 'createdAt'>;

/** Adds a key of the person who acts. */
export async function insertKey(db: Db, access: Access, values: NewKey): Promise<void> {
  await db.insert(keys).values({ ...values, organizationId: access.organizationId, createdBy: person(access) });
}

/** Keys within reach, newest first; one more than `limit`, to tell whether there are others. */
export async function selectKeys(db: Db, access: Access, { mine, position, limit }: { mine: boolean; position: Position | null; limit: number }): Promise<Key[]> {
  return withDetails(db)
    .where(and(inReach(access), mine ? eq(keys.createdBy, person(access)) : undefined, position ? after(keys.createdAt, keys.id, position) : undefined))
    .orderBy(desc(keys.createdAt), desc(keys.id))
    .limit(limit + 1);
}

/** One key within reach, whatever its status. */
export async function selectKey(db: Db, access: Access, id: string): Promise<Key | undefined> {
  const [row] = await withDetails(db).where(and(inReach(access), eq(keys.id, id)));
  return row;
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

const inReach = (access: Access): SQL | undefined =>
  and(eq(keys.organizationId, access.organizationId), access.reach === 'own' ? eq(keys.createdBy, person(access)) : undefined);

const status = sql<Status>`case
  when ${keys.revokedAt} is not null then 'revoked'
  when ${keys.expiresAt} <= statement_timestamp() then 'expired'
  when ${keys.disabledAt} is not null then 'disabled'
  else 'active' end`;

function withDetails(db: Db) {
  const usage = db
    .select({ lastAt: keyUsage.lastAt, lastAddress: keyUsage.lastAddress })
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
      status,
      keySuffix: keys.keySuffix,
      createdAt: keys.createdAt,
      expiresAt: keys.expiresAt,
      revokedAt: keys.revokedAt,
      createdBy: { id: users.id, name: users.name, email: users.email, role: memberships.role },
      lastUsed: { at: usage.lastAt, address: usage.lastAddress },
    })
    .from(keys)
    .innerJoin(users, eq(users.id, keys.createdBy))
    .leftJoin(memberships, and(eq(memberships.organizationId, keys.organizationId), eq(memberships.userId, keys.createdBy)))
    .leftJoinLateral(usage, sql`true`)
    .$dynamic() as unknown as KeyQuery;
}

// Drizzle types the joined columns one by one as nullable; the shape that rows really have is a Key.
type KeyQuery = { where(condition: SQL | undefined): KeyQuery; orderBy(...by: SQL[]): KeyQuery; limit(count: number): Promise<Key[]> } & Promise<Key[]>;

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
