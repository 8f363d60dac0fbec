import { eq, sql } from 'drizzle-orm';
import { v7 as uuid } from 'uuid';
import { uniqueViolation } from '@/db/problems';
import type { Db } from '@/db/client';
import { memberships, setupTokens, users } from '@/db/schema';
import { sha256 } from '../keys/format';
import { invalid } from '../refusal';

export type NewUser = { name: string; email: string; passwordHash: string };

/** Adds a person. @throws Refusal `invalid` when the address is taken. */
export async function insertUser(db: Db, user: NewUser): Promise<string> {
  const id = uuid();
  try {
    await db.insert(users).values({ id, ...user });
  } catch (error) {
    if (uniqueViolation(error)) throw invalid('email', 'email_taken');
    throw error;
  }
  return id;
}

/** What sign-in needs to know of an address. */
export async function selectCredentials(db: Db, email: string): Promise<{ id: string; name: string; passwordHash: string | null } | undefined> {
  const [row] = await db.select({ id: users.id, name: users.name, passwordHash: users.passwordHash }).from(users).where(eq(users.email, email));
  return row;
}

/** Whether Latchkey has been set up: somebody owns an organization. */
export async function hasOwner(db: Db): Promise<boolean> {
  const [row] = await db.select({ id: memberships.userId }).from(memberships).where(eq(memberships.role, 'owner')).limit(1);
  return row !== undefined;
}

export async function insertSetupToken(db: Db, token: string): Promise<void> {
  await db.insert(setupTokens).values({ tokenHash: sha256(token) });
}

export async function setupTokenExists(db: Db, token: string): Promise<boolean> {
  const [row] = await db.select({ tokenHash: setupTokens.tokenHash }).from(setupTokens).where(eq(setupTokens.tokenHash, sha256(token)));
  return row !== undefined;
}

/** Uses the token up, and all others with it; false when it is none, or an owner exists. One set-up at a time. */
export async function spendSetupToken(db: Db, token: string): Promise<boolean> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('latchkey set-up'))`);
  if ((await hasOwner(db)) || !(await setupTokenExists(db, token))) return false;
  await db.delete(setupTokens);
  return true;
}
