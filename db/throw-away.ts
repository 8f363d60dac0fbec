import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import type { Db } from './client';

/** Throws away rows that are over, a hundred or so and the oldest first: `age` has an index. What another statement holds waits for the next time. */
export async function throwAway(db: Db, table: PgTable, over: SQL | undefined, age: PgColumn, most = 100): Promise<void> {
  await db.delete(table).where(sql`ctid = any(array(select ctid from ${table} where ${over} order by ${age} limit ${most} for update skip locked))`);
}
