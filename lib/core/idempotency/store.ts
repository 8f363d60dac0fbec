import { and, eq, isNull, lte, sql } from 'drizzle-orm';
import { v4 as uuid } from 'uuid';
import type { Db } from '@/db/client';
import { idempotencyKeys } from '@/db/schema';
import { throwAway } from '@/db/throw-away';
import { sha256 } from '../keys/format';
import { Refusal } from '../refusal';

/** The right to do what was asked under an Idempotency-Key: one caller has it at a time. */
export type Claim = { keyId: string; nameHash: string; claimId: string };

type Asked = { keyId: string; name: string; request: string };

// A creation takes a fraction of this; who died over one leaves the way free after it.
const lease = sql`make_interval(secs => 60)`;
const now = sql`statement_timestamp()`;

/**
 * Claims an Idempotency-Key of an API key, before what it guards is begun. Claims of 24 hours ago, anybody's, are forgotten.
 * @throws Refusal `conflict` while it is being done or once it was done, `mismatch` when something else was asked.
 */
export async function claim(db: Db, { keyId, name, request }: Asked): Promise<Claim> {
  const mine = { keyId, nameHash: sha256(name), claimId: uuid() };
  const requestHash = sha256(request);
  const over = lte(idempotencyKeys.expiresAt, now);
  await throwAway(db, idempotencyKeys, over, idempotencyKeys.expiresAt);
  const fresh = { ...mine, requestHash, createdId: null, expiresAt: sql`${now} + ${lease}` };
  const claimed = await db
    .insert(idempotencyKeys)
    .values(fresh)
    .onConflictDoUpdate({ target: [idempotencyKeys.keyId, idempotencyKeys.nameHash], set: fresh, setWhere: over })
    .returning({ claimId: idempotencyKeys.claimId });
  if (claimed.length > 0) return mine;
  const [other] = await db
    .select({ requestHash: idempotencyKeys.requestHash, createdId: idempotencyKeys.createdId })
    .from(idempotencyKeys)
    .where(ofName(mine));
  if (other && other.requestHash !== requestHash) throw new Refusal('mismatch', { problem: 'idempotency_mismatch' });
  if (other?.createdId) throw new Refusal('conflict', { problem: 'already_created', about: other.createdId });
  throw new Refusal('conflict', { problem: 'in_flight', retryAfter: 1 });
}

/**
 * Says under the claim what came of it, for 24 hours; in the transaction that made it.
 * @throws Refusal `conflict` when another has taken the claim over.
 */
export async function complete(db: Db, mine: Claim, result: unknown): Promise<void> {
  const kept = await db
    .update(idempotencyKeys)
    .set({ createdId: idOf(result), expiresAt: sql`${now} + make_interval(hours => 24)` })
    .where(held(mine))
    .returning({ claimId: idempotencyKeys.claimId });
  if (kept.length === 0) throw new Refusal('conflict', { problem: 'in_flight', retryAfter: 1 });
}

/** Lets go of a claim that nothing came of. */
export async function release(db: Db, mine: Claim): Promise<void> {
  await db.delete(idempotencyKeys).where(held(mine));
}

const ofName = ({ keyId, nameHash }: Claim) => and(eq(idempotencyKeys.keyId, keyId), eq(idempotencyKeys.nameHash, nameHash));
const held = (mine: Claim) => and(ofName(mine), eq(idempotencyKeys.claimId, mine.claimId), isNull(idempotencyKeys.createdId));

/** The id of what was made: the result's own, or that of the one thing in it; the first of several. */
function idOf(result: unknown): string {
  const [{ id, key }] = [result].flat() as [{ id?: string; key?: { id: string } }];
  return id ?? key?.id ?? 'done';
}
