import { and, eq } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { identities, users } from '@/db/schema';

export type Person = { id: string; name: string; email: string };

/** Whose account the identity opens. */
export async function selectHolder(db: Db, issuer: string, subject: string): Promise<Person | undefined> {
  const [row] = await db
    .select({ id: users.id, name: users.name, email: users.email })
    .from(identities)
    .innerJoin(users, eq(users.id, identities.userId))
    .where(and(eq(identities.issuer, issuer), eq(identities.subject, subject)));
  return row;
}

export async function insertIdentity(db: Db, issuer: string, subject: string, userId: string): Promise<void> {
  await db.insert(identities).values({ issuer, subject, userId });
}
