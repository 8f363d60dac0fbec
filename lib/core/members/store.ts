import { and, count, desc, eq, gt, ilike, isNull, max, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keys, memberships, organizations, sessions, users, type Role } from '@/db/schema';
import type { OrganizationId } from '../access';
import { containing } from '../input';
import { after, type Position } from '../page';
import { mostKeysCounted, type Member } from './member';

/** Makes a person a member. */
export async function insertMembership(db: Db, organizationId: string, userId: string, role: Role): Promise<void> {
  await db.insert(memberships).values({ organizationId, userId, role });
}

/** The role of a person in the organization of that slug. */
export async function selectRole(db: Db, userId: string, slug: string): Promise<Role | undefined> {
  const [row] = await db
    .select({ role: memberships.role })
    .from(memberships)
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(and(eq(organizations.slug, slug), isNull(organizations.deletedAt), eq(memberships.userId, userId)));
  return row?.role;
}

/** Members, newest first; one more than `limit`, to tell whether there are others. */
export async function selectMembers(db: Db, organizationId: OrganizationId, { search, position, limit }: { search: string; position: Position | null; limit: number }) {
  const named = search ? or(ilike(users.name, containing(search)), ilike(users.email, containing(search))) : undefined;
  const rows = await withDetails(db, and(eq(memberships.organizationId, organizationId), named, position ? after(memberships.createdAt, memberships.userId, position) : undefined))
    .orderBy(desc(memberships.createdAt), desc(memberships.userId))
    .limit(limit + 1);
  return rows.map((row) => ({ ...row, createdAt: row.joinedAt }));
}

/** One member; undefined for who is none. */
export async function selectMember(db: Db, organizationId: OrganizationId, userId: string): Promise<Member | undefined> {
  const [row] = await withDetails(db, and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
  return row;
}

/** How many members there are of each role. */
export async function countRoles(db: Db, organizationId: OrganizationId): Promise<Record<Role, number>> {
  const rows = await db.select({ role: memberships.role, count: count() }).from(memberships).where(eq(memberships.organizationId, organizationId)).groupBy(memberships.role);
  return { owner: 0, admin: 0, member: 0, ...Object.fromEntries(rows.map((row) => [row.role, row.count])) };
}

/** Whether a person with that address is a member. */
export async function isMember(db: Db, organizationId: string, email: string): Promise<boolean> {
  const [row] = await db
    .select({ id: users.id })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.organizationId, organizationId), eq(users.email, email)));
  return row !== undefined;
}

export async function updateRole(db: Db, organizationId: OrganizationId, userId: string, role: Role): Promise<void> {
  await db.update(memberships).set({ role }).where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
}

export async function deleteMembership(db: Db, organizationId: OrganizationId, userId: string): Promise<void> {
  await db.delete(memberships).where(and(eq(memberships.organizationId, organizationId), eq(memberships.userId, userId)));
}

function withDetails(db: Db, where: SQL | undefined) {
  const seen = db.select({ at: max(sessions.lastSeenAt).as('seen_at') }).from(sessions).where(eq(sessions.userId, memberships.userId)).as('seen');
  return db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      role: memberships.role,
      joinedAt: memberships.createdAt,
      keys: sql<number>`least(${mostKeysCounted}, ${liveKeys(isNull(keys.endsAt))} + ${liveKeys(gt(keys.endsAt, sql`statement_timestamp()`))})`.mapWith(Number),
      lastSeenAt: sql<Date | null>`${seen.at}`.mapWith(sessions.lastSeenAt),
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .innerJoinLateral(seen, sql`true`)
    .where(where)
    .$dynamic();
}

/** Each half is a range of one index, read no further than is counted: what has ended in the meantime costs nothing. */
const liveKeys = (half: SQL): SQL =>
  sql`(select count(*) from (select from ${keys} where ${and(eq(keys.organizationId, memberships.organizationId), eq(keys.createdBy, memberships.userId), half)} limit ${mostKeysCounted}) half)`;
