import { inArray, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { rateWindows } from '@/db/schema';
import { throwAway } from '@/db/throw-away';
import { sha256 } from '../keys/format';
import { Refusal } from '../refusal';

/** At most `limit` within `seconds`, counted from the first. `bucket` names what is counted, in the clear. */
export type Rate = { bucket: string; limit: number; seconds: number };

/** What is left of a rate; seconds until it is whole again, as a fraction. */
export type Left = Rate & { remaining: number; reset: number };

/**
 * Counts one use against every rate, before what it guards is done, so that parallel tries all count.
 * @throws Refusal `limited` when one of them is spent.
 */
export async function take(db: Db, rates: Rate[]): Promise<Left[]> {
  const left = await count(db, rates);
  const spent = left.filter(({ remaining }) => remaining < 0);
  if (spent.length > 0) throw new Refusal('limited', { retryAfter: Math.max(1, Math.ceil(Math.max(...spent.map(({ reset }) => reset)))) });
  await throwAway(db, rateWindows, sql`${rateWindows.endsAt} <= statement_timestamp()`, rateWindows.endsAt);
  return left;
}

/** Counts one use, and tells what is left: less than nothing where the rate is spent. */
export async function count(db: Db, rates: Rate[]): Promise<Left[]> {
  const now = sql`statement_timestamp()`;
  const counted = await db
    .insert(rateWindows)
    .values(sorted(rates).map(({ bucket, seconds }) => ({ bucket: sha256(bucket), count: 1, endsAt: sql`${now} + make_interval(secs => ${seconds})` })))
    .onConflictDoUpdate({
      target: rateWindows.bucket,
      set: {
        count: sql`case when ${rateWindows.endsAt} <= ${now} then 1 else ${rateWindows.count} + 1 end`,
        endsAt: sql`case when ${rateWindows.endsAt} <= ${now} then excluded.ends_at else ${rateWindows.endsAt} end`,
      },
    })
    .returning({ bucket: rateWindows.bucket, count: rateWindows.count, left: sql<number>`extract(epoch from ${rateWindows.endsAt} - ${now})::float` });
  return rates.map((rate) => {
    const row = counted.find(({ bucket }) => bucket === sha256(rate.bucket))!;
    return { ...rate, remaining: rate.limit - row.count, reset: Math.min(rate.seconds, Math.max(0, row.left)) };
  });
}

/** Writes a counter as it is: what a commit waits for, where there is nothing else to write. */
export async function rewrite(db: Db, { bucket, seconds }: Rate): Promise<void> {
  await db
    .insert(rateWindows)
    .values({ bucket: sha256(bucket), count: 1, endsAt: sql`statement_timestamp() + make_interval(secs => ${seconds})` })
    .onConflictDoUpdate({ target: rateWindows.bucket, set: { count: sql`${rateWindows.count}` } });
}

/** Forgets what was counted. */
export async function giveBack(db: Db, buckets: string[]): Promise<void> {
  await db.delete(rateWindows).where(inArray(rateWindows.bucket, buckets.map(sha256)));
}

/** In one order everywhere, so that two statements never wait for each other. */
function sorted(rates: Rate[]): Rate[] {
  return rates.toSorted((a, b) => (sha256(a.bucket) < sha256(b.bucket) ? -1 : 1));
}
