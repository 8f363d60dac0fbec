import { and, eq, gte, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keyUsage } from '@/db/schema';

const today = sql`(statement_timestamp() at time zone 'utc')::date`;

/** How often a key was used on each of the last days (UTC), today the last; days without use have no row. */
export async function selectDays(db: Db, keyId: string, days: number): Promise<{ day: string; count: number }[]> {
  return db
    .select({ day: keyUsage.day, count: keyUsage.count })
    .from(keyUsage)
    .where(and(eq(keyUsage.keyId, keyId), gte(keyUsage.day, sql`${today} - ${days - 1}::int`)))
    .orderBy(keyUsage.day);
}

/** What day it is by the database's clock, in UTC. */
export async function selectToday(db: Db, keyId: string): Promise<string> {
  const [row] = await db.select({ today: sql<string>`${today}::text` }).from(sql`(select ${keyId}::text) as key`);
  return row!.today;
}
