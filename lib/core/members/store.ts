import type { Db } from '@/db/client';
import { memberships, type Role } from '@/db/schema';

/** Makes a person a member. */
export async function insertMembership(db: Db, organizationId: string, userId: string, role: Role): Promise<void> {
  await db.insert(memberships).values({ organizationId, userId, role });
}
