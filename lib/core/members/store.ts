import { and, eq, isNull } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { memberships, organizations, type Role } from '@/db/schema';

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
