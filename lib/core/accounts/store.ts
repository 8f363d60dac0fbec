import { and, eq, sql } from 'drizzle-orm';
import { v7 as uuid } from 'uuid';
import { uniqueViolation } from '@/db/problems';
import type { Db } from '@/db/client';
import { memberships, setupTokens, users } from '@/db/schema';
import { sha256 } from '../keys/format';
import { invalid } from '../refusal';

export type NewUser = { name: string; email: string; passwordHash: string | null; locale?: string };

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

/** Until the transaction ends nobody else sets up Latchkey, or imports one. */
export async function oneSetUpAtATime(db: Db): Promise<void> {
  await db.execute(sql`select pg_advisory_xact_lock(hashtext('latchkey set-up'))`);
}

/** Uses the token up, and all others with it; false when it is none, or an owner exists. One set-up at a time. */
export async function spendSetupToken(db: Db, token: string): Promise<boolean> {
  await oneSetUpAtATime(db);
  if ((await hasOwner(db)) || !(await setupTokenExists(db, token))) return false;
  await db.delete(setupTokens);
  return true;
}

export type Account = { id: string; name: string; email: string; emailVerified: boolean; locale: string | null; hasPassword: boolean };

/** A person's own account. */
export async function selectAccount(db: Db, id: string): Promise<Account | undefined> {
  const [row] = await accounts(db).where(eq(users.id, id));
  return row;
}

/** The same, held until the transaction ends, so that what was read is what is changed. */
export async function lockAccount(db: Db, id: string): Promise<Account | undefined> {
  const [row] = await accounts(db).where(eq(users.id, id)).for('no key update');
  return row;
}

/** The account of an address. */
export async function selectAccountOf(db: Db, email: string): Promise<Account | undefined> {
  const [row] = await accounts(db).where(eq(users.email, email));
  return row;
}

/** The language that a person chose; null where they chose none, or there is nobody. */
export async function selectLocale(db: Db, person: { id: string } | { email: string }): Promise<string | null> {
  const [row] = await db.select({ locale: users.locale }).from(users).where('id' in person ? eq(users.id, person.id) : eq(users.email, person.email));
  return row?.locale ?? null;
}

export async function updateAccount(db: Db, id: string, changes: { name?: string; locale?: string }): Promise<void> {
  await db.update(users).set(changes).where(eq(users.id, id));
}

export async function selectPasswordHash(db: Db, id: string): Promise<string | null> {
  const [row] = await db.select({ passwordHash: users.passwordHash }).from(users).where(eq(users.id, id));
  return row?.passwordHash ?? null;
}

/** Whether the password is still the one that was checked; it stays so until the transaction ends. */
export async function stillHasPassword(db: Db, id: string, checked: string): Promise<boolean> {
  const [row] = await db.select({ id: users.id }).from(users).where(and(eq(users.id, id), eq(users.passwordHash, checked))).for('share');
  return row !== undefined;
}

/** Puts a password in the place of the one that was checked; false when it is not that one any more. */
export async function replacePassword(db: Db, id: string, checked: string, passwordHash: string): Promise<boolean> {
  const changed = await db.update(users).set({ passwordHash }).where(and(eq(users.id, id), eq(users.passwordHash, checked))).returning({ id: users.id });
  return changed.length > 0;
}

export async function setPassword(db: Db, id: string, passwordHash: string): Promise<void> {
  await db.update(users).set({ passwordHash }).where(eq(users.id, id));
}

/** Notes that the address was proven; when it first was stays. */
export async function markEmailVerified(db: Db, id: string): Promise<void> {
  await db.update(users).set({ emailVerifiedAt: sql`coalesce(${users.emailVerifiedAt}, statement_timestamp())` }).where(eq(users.id, id));
}

const accounts = (db: Db) =>
  db
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      emailVerified: sql<boolean>`${users.emailVerifiedAt} is not null`,
      locale: users.locale,
      hasPassword: sql<boolean>`${users.passwordHash} is not null`,
    })
    .from(users)
    .$dynamic();
