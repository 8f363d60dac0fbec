import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { database, openDatabase, useDatabase, type Db } from '@/db/client';
import { openPostgres } from '@/db/postgres';
import type { Access, OrganizationId } from '@/lib/core/access';
import { lockKey } from '@/lib/core/keys/store';
import { countOldSecret, countUse, flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { addUses, outcomeOf } from '@/lib/core/usage/store';
import { log } from '@/lib/log';
import { closeDatabase, newDatabase, rows } from '@/tests/support/database';
import { anOrganization } from '@/tests/support/people';
import { withSql } from '@/tests/support/postgresql';
import { startPooler } from '@/tests/support/pooler';
import { proxyTo } from '@/tests/support/proxy';
import { keysNamed, totalOf } from '@/tests/support/usage';

let direct: string;
beforeEach(async () => void (direct = await newDatabase()));
afterEach(() => vi.restoreAllMocks());

/** The database's address, or that of a pooler in front of it. */
async function addressOf(pooler: boolean): Promise<string> {
  if (!pooler) return direct;
  const { url, stop } = await startPooler(direct);
  onTestFinished(stop);
  return url;
}

/** Keys in the database, which is asked at that address. */
async function someKeys(count: number, url = direct, pooler = false): Promise<string[]> {
  await openDatabase({ url, pooler, dataDir: '' });
  onTestFinished(closeDatabase);
  return keysNamed(await anOrganization(), 'counted', count);
}

const rotation = '2026-03-01 00:00:00+00';

type Proxy = Awaited<ReturnType<typeof proxyTo>>;

/** Everything that may happen to a writing of uses on its way; each lasts until one has failed for it. */
function misfortunes(proxy: Proxy, failed: () => Promise<void>): (() => Promise<unknown>)[] {
  const onWriters = <T>(what: string) => withSql(direct, (sql) => sql.unsafe<T[]>(`select ${what} from pg_stat_activity where datname = current_database() and query like '%usage_flushes%' and pid <> pg_backend_pid()`));
  const holding = (statement: string) => withSql(direct, (sql) => sql.begin(async (holder) => (await holder.unsafe(statement), await failed())));
  const through = async (hurt: () => unknown) => (await hurt(), await failed(), await proxy.restore());
  return [
    () => through(proxy.cut),
    () => through(proxy.stall),
    () => through(proxy.loseAnswers),
    () => through(() => (proxy.loseAnswers(), proxy.cut())),
    () => holding('lock table key_usage'),
    () => holding('select from usage_flushes for update'),
    () => onWriters('pg_terminate_backend(pid)'),
    () => onWriters('pg_cancel_backend(pid)'),
    async () => {
      const writers = (await onWriters<{ pid: number }>('pid')).map(({ pid }) => pid);
      for (const pid of writers) process.kill(pid, 'SIGSTOP');
      await failed().finally(() => writers.forEach((pid) => process.kill(pid, 'SIGCONT')));
    },
  ];
}

const inAnyOrder = <T>(items: T[]): T[] => items.map((item) => ({ item, at: Math.random() })).toSorted((one, other) => one.at - other.at).map(({ item }) => item);

test.each([['', false], [' behind a pooler', true]])('each use is counted once, whatever happens to the writing of it%s', async (_, pooler) => {
  const complaints = vi.spyOn(log(), 'error').mockImplementation(() => {}).mock.calls;
  const failed = async () => {
    const before = complaints.length;
    await vi.waitFor(() => expect(complaints.length).toBeGreaterThan(before), 10_000);
  };
  const proxy = await proxyTo(await addressOf(pooler));
  onTestFinished(proxy.stop);
  const keys = await someKeys(100, proxy.url, pooler);
  onTestFinished(proxy.restore);
  const counted = { keys: 0, secrets: 0 };
  const counting = setInterval(() => {
    for (const key of inAnyOrder(keys).slice(0, 20)) {
      countUse(key, null, null);
      countOldSecret(key, rotation, null, null);
      counted.keys++;
      counted.secrets++;
    }
    void flushUses();
  }, 5);
  onTestFinished(() => clearInterval(counting));
  const stored = async () => (await withSql(direct, (sql) => sql`select (select sum(count) from key_usage)::int as keys, (select sum(count) from old_secret_uses)::int as secrets`))[0]!;
  const goesOn = async () => {
    const { keys: before } = await stored();
    await vi.waitFor(async () => expect((await stored()).keys).toBeGreaterThan(before ?? 0), 10_000);
  };
  for (const misfortune of inAnyOrder(misfortunes(proxy, failed))) {
    await goesOn();
    await misfortune();
  }
  clearInterval(counting);
  await vi.waitFor(async () => {
    await flushUses();
    expect(usesWaiting()).toBe(0);
  }, 10_000);
  expect(await stored()).toEqual(counted);
}, 60_000);

test('behind a pooler a writing that waits for a row leaves no more behind with each try', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const [key] = await someKeys(1, await addressOf(true), true);
  countUse(key!, null, null);
  await flushUses();
  await withSql(direct, (sql) =>
    sql.begin(async (holder) => {
      await holder`select from usage_flushes for update`;
      countUse(key!, null, null);
      for (let tries = 0; tries < 5; tries++) await flushUses();
      const waiting = await holder`select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
      expect(waiting.length).toBeLessThanOrEqual(2);
    }),
  );
}, 60_000);

test('of a flush of uses that is being written just then, what is told is what becomes of it', async () => {
  const [key] = await someKeys(1);
  const [one, other] = [database(), await openPostgres({ url: direct, pooler: false })];
  let written = 0;
  try {
    for (let round = 0; round < 50; round++) {
      const flush = { process: randomUUID(), number: 1, uses: [{ keyId: key!, rotatedAt: null, count: 1, lastAt: Date.now(), address: null, userAgent: null }] };
      const asks = [() => (useDatabase(one), addUses(flush)), () => (useDatabase(other), outcomeOf(flush, 2))];
      const [first, second] = await Promise.all((round % 2 ? asks.toReversed() : asks).map((ask) => ask()));
      const [added, said] = round % 2 ? [second, first] : [first, second];
      expect([added, said]).toEqual(said === 'written' ? ['written', 'written'] : ['taken', 'refused']);
      if (said === 'written') written++;
    }
  } finally {
    useDatabase(one);
    await other.close();
  }
  expect(await totalOf(key!)).toBe(written);
});

test('whoever holds a key for long holds up neither its counts nor those of others, and the key tells its day later', async () => {
  const [held, other] = (await someKeys(2)) as [string, string];
  const [place] = await rows('select organization_id as id from keys where id = $1', held);
  const owner: Access = { organizationId: place!.id as OrganizationId, userId: null, role: 'system', reach: 'all' };
  const told = () => rows('select last_used_on is not null as told from keys where id = $1', held);
  await database().db.transaction(async (holder) => {
    expect(await lockKey(holder as unknown as Db, owner, held)).toMatchObject({ id: held });
    for (const id of [held, other]) countUse(id, null, null);
    await flushUses();
    expect([await totalOf(held), await totalOf(other), await told()]).toEqual([1, 1, [{ told: false }]]);
  });
  countUse(held, null, null);
  await flushUses();
  expect(await told()).toEqual([{ told: true }]);
});
