import { and, eq } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keys, memberships, organizations, users } from '@/db/schema';

/** The key of that id with its creator, the creator's role and the organization. */
export async function selectHolder(db: Db, keyId: string) {
  const [row] = await db
    .select({
      key: { id: keys.id, keyId: keys.keyId, name: keys.name, type: keys.type, scopes: keys.scopes, expiresAt: keys.expiresAt },
      organization: { id: organizations.id, name: organizations.name, slug: organizations.slug },
      user: { id: users.id, name: users.name, email: users.email, role: memberships.role },
    })
    .from(keys)
    .innerJoin(organizations, eq(organizations.id, keys.organizationId))
    .innerJoin(users, eq(users.id, keys.createdBy))
    .innerJoin(memberships, and(eq(memberships.organizationId, keys.organizationId), eq(memberships.userId, keys.createdBy)))
    .where(eq(keys.id, keyId));
  return row;
}
