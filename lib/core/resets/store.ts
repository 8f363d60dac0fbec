import { and, eq, gt, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { passwordResets } from '@/db/schema';
import { throwAway } from '@/db/throw-away';
import { sha256 } from '../keys/format';

const minutes = 60;

export type Reset = { userId: string; mailed: boolean };

/** Adds a link that lasts for an hour; for nobody too, so that asking takes the same time. Some of those that have expired are thrown away. */
export async function insertReset(db: Db, token: string, userId: string | null, mailed: boolean): Promise<void> {
  await throwAway(db, passwordResets, sql`${passwordResets.expiresAt} <= statement_timestamp()`, passwordResets.expiresAt);
  await db.insert(passwordResets).values({ tokenHash: sha256(token), userId, mailed, expiresAt: sql`statement_timestamp() + make_interval(mins => ${minutes})` });
}

/** Whose password the token resets, while it is good. */
export async function selectReset(db: Db, token: string): Promise<Reset | undefined> {
  const [row] = await goodReset(db, token);
  return row?.userId ? { userId: row.userId, mailed: row.mailed } : undefined;
}

/** The same, locked: who comes second with the same token waits, and then finds nothing. */
export async function selectResetLocked(db: Db, token: string): Promise<Reset | undefined> {
  const [row] = await goodReset(db, token).for('update');
  return row?.userId ? { userId: row.userId, mailed: row.mailed } : undefined;
}

/** Voids every link of that person. */
export async function deleteResets(db: Db, userId: string): Promise<void> {
  await db.delete(passwordResets).where(eq(passwordResets.userId, userId));
}

const goodReset = (db: Db, token: string) =>
  db
    .select({ userId: passwordResets.userId, mailed: passwordResets.mailed })
    .from(passwordResets)
    .where(and(eq(passwordResets.tokenHash, sha256(token)), gt(passwordResets.expiresAt, sql`statement_timestamp()`)));
