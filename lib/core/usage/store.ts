import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { keyUsage, oldSecretUses } from '@/db/schema';
import { once } from '@/lib/once';

/** What one instance counted for one key since its last flush; times are milliseconds of its clock. */
export type Uses = { keyId: string; count: number; lastAt: number; address: string | null; userAgent: string | null };

const batchSize = 1_000;
const mostMarked = 100_000;

/** Adds the counts, a row a key and day, in one order everywhere; gives back what could not be written. */
export async function addUses(uses: Uses[]): Promise<Uses[]> {
  const sorted = uses.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1));
  for (let start = 0; start < sorted.length; start += batchSize) {
    try {
      await addBatch(sorted.slice(start, start + batchSize));
    } catch (error) {
      console.error('usage is kept for the next try:', error instanceof Error ? error.message.slice(0, 200) : error);
      return sorted.slice(start);
    }
  }
  return [];
}

async function addBatch(batch: Uses[]): Promise<void> {
  await markDays(batch.map(row));
  await database()
    .db.insert(keyUsage)
    .values(batch.map((uses) => row(uses)))
    .onConflictDoUpdate({
      target: [keyUsage.keyId, keyUsage.day],
      set: {
        count: sql`${keyUsage.count} + excluded.count`,
        lastAt: sql`greatest(${keyUsage.lastAt}, excluded.last_at)`,
        lastAddress: sql`case when excluded.last_at >= ${keyUsage.lastAt} then excluded.last_address else ${keyUsage.lastAddress} end`,
        lastUserAgent: sql`case when excluded.last_at >= ${keyUsage.lastAt} then excluded.last_user_agent else ${keyUsage.lastUserAgent} end`,
      },
    });
}

/** Tells the key itself on which day it was last used, when that day is another than it knows: lists filter by it. */
async function markDays(rows: { keyId: string; day: string }[]): Promise<void> {
  const marked = once('days marked', () => new Map<string, string>());
  const fresh = rows.filter(({ keyId, day }) => (marked.get(keyId) ?? '') < day);
  if (fresh.length === 0) return;
  const days = sql.join(fresh.map(({ keyId, day }) => sql`(${keyId}::uuid, ${day}::date)`), sql`, `);
  await database().db.execute(sql`
    update keys set last_used_on = used.day from (select id, max(day) as day from (values ${days}) as given (id, day) group by id) as used
    where keys.id = used.id and (keys.last_used_on is null or keys.last_used_on < used.day)`);
  if (marked.size > mostMarked) marked.clear();
  for (const { keyId, day } of fresh) marked.set(keyId, day);
}

/** One instance's uses of a secret that was rotated away, since its last flush. */
export type OldSecretUses = Uses & { rotatedAt: string };

/** Adds the uses of old secrets; false when that failed. */
export async function addOldSecretUses(uses: OldSecretUses[]): Promise<boolean> {
  try {
    if (uses.length > 0) await addOldBatch(uses);
    return true;
  } catch (error) {
    console.error('usage of old secrets is kept for the next try:', error instanceof Error ? error.message.slice(0, 200) : error);
    return false;
  }
}

async function addOldBatch(batch: OldSecretUses[]): Promise<void> {
  await database()
    .db.insert(oldSecretUses)
    .values(
      batch
        .toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1))
        .map((uses) => ({
          keyId: uses.keyId,
          rotatedAt: sql`${uses.rotatedAt}::timestamptz`,
          count: uses.count,
          lastAt: new Date(uses.lastAt),
          lastAddress: uses.address,
          lastUserAgent: uses.userAgent?.slice(0, 200) ?? null,
        })),
    )
    .onConflictDoUpdate({
      target: [oldSecretUses.keyId, oldSecretUses.rotatedAt],
      set: {
        count: sql`${oldSecretUses.count} + excluded.count`,
        lastAt: sql`excluded.last_at`,
        lastAddress: sql`excluded.last_address`,
        lastUserAgent: sql`excluded.last_user_agent`,
      },
    });
}

function row({ keyId, count, lastAt, address, userAgent }: Uses) {
  const at = new Date(lastAt);
  return { keyId, day: at.toISOString().slice(0, 10), count, lastAt: at, lastAddress: address, lastUserAgent: userAgent?.slice(0, 200) ?? null };
}
