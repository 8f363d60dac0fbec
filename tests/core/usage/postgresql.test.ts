import { afterEach, expect, test, vi } from 'vitest';
import { openDatabase } from '@/db/client';
import { countOldSecret, countUse, flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { log } from '@/lib/log';
import { closeDatabase, newDatabase } from '@/tests/support/database';
import { anOrganization } from '@/tests/support/people';
import { withSql } from '@/tests/support/postgresql';
import { proxyTo } from '@/tests/support/proxy';
import { keysNamed } from '@/tests/support/usage';

afterEach(() => vi.restoreAllMocks());

const rotation = '2026-03-01 00:00:00+00';

type Proxy = Awaited<ReturnType<typeof proxyTo>>;

/** Everything that may happen to a writing of uses on its way; each lasts until one has failed for it. */
function misfortunes(direct: string, proxy: Proxy, failed: () => Promise<void>): (() => Promise<unknown>)[] {
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
      const stopped = (await onWriters<{ pid: number }>('pid')).map(({ pid }) => pid);
      for (const pid of stopped) process.kill(pid, 'SIGSTOP');
      await failed();
      for (const pid of stopped) process.kill(pid, 'SIGCONT');
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
  const direct = await newDatabase();
  const proxy = await proxyTo(direct);
  await openDatabase({ url: proxy.url, pooler, dataDir: '' });
  const keys = await keysNamed(await anOrganization(), 'counted', 100);
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
  const stored = async () => (await withSql(direct, (sql) => sql`select (select sum(count) from key_usage)::int as keys, (select sum(count) from old_secret_uses)::int as secrets`))[0]!;
  const goesOn = async () => {
    const { keys: before } = await stored();
    await vi.waitFor(async () => expect((await stored()).keys).toBeGreaterThan(before ?? 0), 10_000);
  };
  for (const misfortune of inAnyOrder(misfortunes(direct, proxy, failed))) {
    await goesOn();
    await misfortune();
  }
  clearInterval(counting);
  await vi.waitFor(async () => {
    await flushUses();
    expect(usesWaiting()).toBe(0);
  }, 10_000);
  expect(await stored()).toEqual(counted);
  await closeDatabase();
  await proxy.stop();
}, 60_000);

test('behind a pooler a writing that waits for a row leaves no more behind with each try', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const direct = await newDatabase();
  await openDatabase({ url: direct, pooler: true, dataDir: '' });
  const [key] = await keysNamed(await anOrganization(), 'held up', 1);
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
  await closeDatabase();
}, 60_000);
