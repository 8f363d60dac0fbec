import { sql } from 'drizzle-orm';
import { database } from '@/db/client';

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

/** One parameter, whatever the size of the batch: one statement to prepare, and nothing to build a row. */
async function addBatch(batch: Uses[]): Promise<void> {
  await database().db.execute(sql`
    insert into key_usage as written (key_id, day, count, last_at, last_address, last_user_agent)
    select "keyId", (at at time zone 'utc')::date, count, at, address, left("userAgent", 200)
    from json_to_recordset(${JSON.stringify(batch)}::json) as used ("keyId" uuid, count bigint, "lastAt" float8, address text, "userAgent" text),
      to_timestamp("lastAt" / 1000) as at
    on conflict (key_id, day) do update set
      count = written.count + excluded.count,
      last_at = greatest(written.last_at, excluded.last_at),
      last_address = case when excluded.last_at >= written.last_at then excluded.last_address else written.last_address end,
      last_user_agent = case when excluded.last_at >= written.last_at then excluded.last_user_agent else written.last_user_agent end`);
}
