import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { keyUsage } from '@/db/schema';

/** What one instance counted for one key and day since its last flush; times are milliseconds of its clock. */
export type Uses = { keyId: string; count: number; lastAt: number; address: string | null; userAgent: string | null };

const batchSize = 1_000;

/** Adds the counts, a row a key and day, in one order everywhere; gives back what could not be written. */
export async function addUses(uses: Uses[]): Promise<Uses[]> {
  const sorted = uses.toSorted((a, b) => (a.keyId < b.keyId || (a.keyId === b.keyId && a.lastAt < b.lastAt) ? -1 : 1));
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

function row({ keyId, count, lastAt, address, userAgent }: Uses) {
  const at = new Date(lastAt);
  return { keyId, day: at.toISOString().slice(0, 10), count, lastAt: at, lastAddress: address, lastUserAgent: userAgent?.slice(0, 200) ?? null };
}
