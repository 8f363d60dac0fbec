import { inArray, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { sqlState } from '@/db/problems';
import { keys, oldSecretUses } from '@/db/schema';
import { log } from '@/lib/log';

/** Rows a statement: each is locked until all are written. */
export const batchSize = 1_000;
const daysKept = 400;

/** What one instance counted for one key and day since it was last written; times are milliseconds of its clock. */
export type Uses = { keyId: string; count: number; lastAt: number; address: string | null; userAgent: string | null };

/** What is written at once; `number` is higher than that of any flush of the same process before it. */
export type Flush = { process: string; number: number; uses: Uses[] };

/**
 * Adds the counts, a row a key and day; false when nobody knows whether that was done.
 * The same flush may be sent again until it is: it counts once.
 */
export async function addUses({ process, number, uses }: Flush): Promise<boolean> {
  try {
    await addOfKeysThere(uses, (batch) => database().count(add, [process, number, JSON.stringify(batch), daysKept]));
    return true;
  } catch (error) {
    log().error({ err: error }, 'usage is kept for the next try');
    return false;
  }
}

/**
 * A flush that was written before finds its number, or a higher one, and adds nothing. Rows in one order everywhere, for instances that write the same.
 * A day's first use (the row is new: no transaction has ever locked it) is told to the key itself, for lists filter by its day,
 * and some of the key's days of long ago are forgotten: the new row says when it was last used.
 */
const add = `
  with gone as (
    delete from usage_flushes where $2::bigint = 1 and written_at < statement_timestamp() - interval '1 day'),
  news as (
    insert into usage_flushes as last (process, number) values ($1::uuid, $2::bigint)
    on conflict (process) do update set number = excluded.number, written_at = excluded.written_at where last.number < excluded.number
    returning number),
  counted as (
    insert into key_usage as written (key_id, day, count, last_at, last_address, last_user_agent)
    select "keyId", (at at time zone 'utc')::date as day, count, at, address, left("userAgent", 200)
    from news, json_to_recordset($3::text::json) as used ("keyId" uuid, count bigint, "lastAt" float8, address text, "userAgent" text),
      to_timestamp("lastAt" / 1000) as at
    order by "keyId", day
    on conflict (key_id, day) do update set
      count = written.count + excluded.count,
      last_at = greatest(written.last_at, excluded.last_at),
      last_address = case when excluded.last_at >= written.last_at then excluded.last_address else written.last_address end,
      last_user_agent = case when excluded.last_at >= written.last_at then excluded.last_user_agent else written.last_user_agent end
    returning key_id, day, xmax = 0 as first),
  used as (select key_id, max(day) as day from counted where first group by key_id),
  forgotten as (
    delete from key_usage where ctid = any(array(
      select old.ctid from used, lateral (
        select ctid from key_usage where key_usage.key_id = used.key_id and day < used.day - $4::int order by day limit 10 for update skip locked) old))),
  late as (
    select keys.id, used.day from keys join used on used.key_id = keys.id
    where keys.last_used_on is null or keys.last_used_on < used.day order by keys.id for no key update of keys)
  update keys set last_used_on = late.day from late where keys.id = late.id`;

const keyMissing = '23503';

type Counted = { keyId: string };
type Add<C extends Counted> = (batch: C[]) => Promise<unknown>;

/** Adds what was counted, a thousand at a time; gives back what could not be written. */
export async function addInBatches<C extends Counted>(what: string, counted: C[], add: Add<C>): Promise<C[]> {
  for (let start = 0; start < counted.length; start += batchSize) {
    try {
      await addOfKeysThere(counted.slice(start, start + batchSize), add);
    } catch (error) {
      log().error({ err: error }, `${what} are kept for the next try`);
      return counted.slice(start);
    }
  }
  return [];
}

/** Adds all of it; where the database has some of the keys no more (a failover or a restore forgot them), what is of the others. */
async function addOfKeysThere<C extends Counted>(batch: C[], add: Add<C>): Promise<void> {
  try {
    await add(batch);
  } catch (error) {
    if (sqlState(error) !== keyMissing) throw error;
    const there = await database().db.select({ id: keys.id }).from(keys).where(inArray(keys.id, batch.map(({ keyId }) => keyId)));
    const ids = new Set(there.map(({ id }) => id));
    const kept = batch.filter(({ keyId }) => ids.has(keyId));
    log().warn({ dropped: batch.length - kept.length }, 'uses of keys that are no longer there');
    if (kept.length > 0) await add(kept);
  }
}

/** One instance's uses of a secret that was rotated away, since its last flush. */
export type OldSecretUses = Uses & { rotatedAt: string };

/** Adds the uses of old secrets, in one order everywhere; gives back what could not be written. */
export const addOldSecretUses = (uses: OldSecretUses[]): Promise<OldSecretUses[]> =>
  addInBatches('uses of old secrets', uses.toSorted((a, b) => (a.keyId < b.keyId || (a.keyId === b.keyId && a.rotatedAt < b.rotatedAt) ? -1 : 1)), addOldBatch);

async function addOldBatch(batch: OldSecretUses[]): Promise<void> {
  const later = sql`excluded.last_at >= ${oldSecretUses.lastAt}`;
  await database()
    .db.insert(oldSecretUses)
    .values(
      batch.map((uses) => ({
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
        lastAt: sql`greatest(${oldSecretUses.lastAt}, excluded.last_at)`,
        lastAddress: sql`case when ${later} then excluded.last_address else ${oldSecretUses.lastAddress} end`,
        lastUserAgent: sql`case when ${later} then excluded.last_user_agent else ${oldSecretUses.lastUserAgent} end`,
      },
    });
}
