import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { database } from '@/db/client';
import { metrics } from '@/lib/core/metrics';
import { freshDatabase, rows } from '@/tests/support/database';

freshDatabase();

/** What /metrics says of the pool of people and programs: its size, the connections at work, and what waits for one. */
async function told(): Promise<number[]> {
  const text = await metrics().registry.metrics();
  return ['connections', 'connections_in_use', 'waiting'].map((name) => Number(new RegExp(`^latchkey_pool_${name}\\{pool="main"\\} (\\d+)$`, 'm').exec(text)![1]));
}

/** Holds so many transactions open until it is told to end them. */
function holding(transactions: number) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const held = Array.from({ length: transactions }, () => database().db.transaction(() => ended));
  return async () => {
    end();
    await Promise.all(held);
  };
}

test('the metrics tell a pool’s connections, how many are at work, and what waits for one', async () => {
  const [size] = await told();
  expect(await told()).toEqual([size, 0, 0]);
  const end = holding(size! + 3);
  const query = database().db.execute(sql`select 1`).then(() => null);
  expect(await told()).toEqual([size, size, 4]);
  await end();
  await query;
  expect(await told()).toEqual([size, 0, 0]);
});

test('a query that fails is counted no longer, and neither is a transaction', async () => {
  const failing = [database().db.execute(sql`select 1 / 0`), database().db.transaction((tx) => tx.execute(sql`select 1 / 0`)), rows('select 1 / 0')];
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(database().pools.map(({ asked }) => asked)).toEqual(database().pools.map(() => 0));
});
