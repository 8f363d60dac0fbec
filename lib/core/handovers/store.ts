import { and, eq, gt, isNull, lte, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { handovers, keys, organizations } from '@/db/schema';
import { sha256 } from '../keys/format';

/** What waits behind a link, and for which key. */
export type Handover = { sealed: string; key: { id: string; name: string; organizationId: string } };

const minutes = 10;
const now = sql`statement_timestamp()`;

/** Keeps what was sealed for ten minutes; what nobody fetched before is thrown away. */
export async function insertHandover(db: Db, row: { token: string; keyId: string; userId: string; sealed: string }): Promise<void> {
  await db.delete(handovers).where(lte(handovers.expiresAt, now));
  const { token, ...rest } = row;
  await db.insert(handovers).values({ ...rest, tokenHash: sha256(token), expiresAt: sql`${now} + make_interval(mins => ${minutes})` });
}

/** What waits for that person behind the link, while the key is good for anything. */
export async function selectHandover(db: Db, token: string, userId: string): Promise<Handover | undefined> {
  const [row] = await db
    .select({ sealed: handovers.sealed, key: { id: keys.id, name: keys.name, organizationId: keys.organizationId } })
    .from(handovers)
    .innerJoin(keys, eq(keys.id, handovers.keyId))
    .innerJoin(organizations, eq(organizations.id, keys.organizationId))
    .where(and(waiting(token, userId), isNull(keys.revokedAt), isNull(organizations.deletedAt)));
  return row;
}

/** Uses the link up; false when somebody was faster. */
export async function spendHandover(db: Db, token: string, userId: string): Promise<boolean> {
  const spent = await db.delete(handovers).where(waiting(token, userId)).returning({ tokenHash: handovers.tokenHash });
  return spent.length > 0;
}

const waiting = (token: string, userId: string) => and(eq(handovers.tokenHash, sha256(token)), eq(handovers.userId, userId), gt(handovers.expiresAt, now));
