import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { database, openDatabase } from '@/db/client';
import { openPostgres } from '@/db/postgres';
import { createKey } from '@/lib/core/keys/create';
import { disableKey } from '@/lib/core/keys/disable';
import { listKeys } from '@/lib/core/keys/list';
import { flushRefused } from '@/lib/core/refused/buffer';
import { findSession } from '@/lib/core/sessions/find';
import { flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { log } from '@/lib/log';
import { forget } from '@/lib/once';
import { carry } from '@/lib/transport/form';
import { answered, answerVerify } from '@/lib/transport/http';
import { closeDatabase, newDatabase, withRead } from '@/tests/support/database';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { proxyTo } from '@/tests/support/proxy';
import { aProgramOf, mcp, rest } from '@/tests/support/rest';
import { withSql } from '@/tests/support/postgresql';

let acme: TestOrganization;
let direct: string;
let proxy: Awaited<ReturnType<typeof proxyTo>>;

beforeAll(async () => {
  direct = await newDatabase();
  proxy = await proxyTo(direct);
  await openDatabase({ url: proxy.url, pooler: false, dataDir: '' });
  acme = await anOrganization();
});

afterAll(async () => {
  await proxy.restore();
  await closeDatabase();
  await proxy.stop();
});

const ask = async (key: string) => (await answered(answerVerify, { method: 'GET', url: '/v1/verify', rawHeaders: ['x-api-key', key], address: null })).code;

/** What concurrent askers are told until the work is done. */
async function toldDuring(keys: string[], work: () => Promise<unknown>): Promise<Set<string>[]> {
  let done = false;
  const told = keys.map(() => new Set<string>());
  const askers = keys.flatMap((key, i) =>
    Array.from({ length: 4 }, async () => {
      while (!done) {
        told[i]!.add(await ask(key));
        await new Promise(setImmediate);
      }
    }),
  );
  await work();
  done = true;
  await Promise.all(askers);
  return told;
}

const until = async (key: string, code: string) => {
  while ((await ask(key)) !== code) await new Promise(setImmediate);
};

test('[S20] [S16] a database that goes away in mid-load is 503; what was revoked meanwhile is refused when it is back, without a restart', async () => {
  const good = await aKeyOf(acme.member, acme);
  const revoked = await aKeyOf(acme.member, acme);
  await setOnKey(revoked.key.id, 'disabled_at = now()');
  const [ofGood, ofRevoked] = await toldDuring([good.revealed.plaintext, revoked.revealed.plaintext], async () => {
    await proxy.cut();
    await until(good.revealed.plaintext, 'unavailable');
    await withSql(direct, (sql) => sql`update keys set revoked_at = now() where id = ${revoked.key.id}`);
    await proxy.restore();
    await until(good.revealed.plaintext, 'valid');
  });
  expect([...ofGood!].toSorted()).toEqual(['unavailable', 'valid']);
  expect(ofRevoked).not.toContain('valid');
  expect(await ask(revoked.revealed.plaintext)).toBe('key_revoked');
});

test('[S20] while it is away a read and a write are unavailable, at once, and a form says so and keeps what was typed', async () => {
  const form = new FormData();
  for (const [name, value] of [['organization', acme.id], ['name', 'typed']] as const) form.set(name, value);
  const say = async (problem: string) => problem;
  const sent = () => carry(createKey, form, { caller: async () => as(acme.member), say });
  expect(await sent()).toMatchObject({ status: 'done' });
  await proxy.cut();
  const began = performance.now();
  await expect(listKeys(as(acme.member), { organization: acme.id })).rejects.toMatchObject({ name: 'Unavailable' });
  expect(await sent()).toMatchObject({ status: 'refused', reason: 'unavailable', message: 'unavailable', values: { name: 'typed' } });
  expect(performance.now() - began).toBeLessThan(5_000);
  await proxy.restore();
  await vi.waitFor(async () => expect(await sent()).toMatchObject({ status: 'done' }), 10_000);
});

test('[S20] a program whose key is still verified meanwhile is told 503 at every door: counting, looking and doing alike', async () => {
  const owner = await aProgramOf(acme.owner, acme);
  const key = `/v1/organizations/${acme.id}/keys/${owner.id}`;
  const { read, close } = await openPostgres({ url: direct, pooler: false });
  await withRead(() => read, async () => {
    await proxy.cut();
    const answers = [await rest(owner, 'GET', key), await rest(owner, 'PATCH', key, { body: { name: 'x' } }), await mcp(owner, 'tools/list')];
    expect(answers.map(({ status, json, headers }) => [status, json.code, headers.get('retry-after')])).toEqual(answers.map(() => [503, 'unavailable', '1']));
    await expect(disableKey.look(as(acme.owner), { organization: acme.id, key: owner.id })).rejects.toMatchObject({ name: 'Unavailable' });
    await proxy.restore();
    await vi.waitFor(async () => expect((await mcp(owner, 'tools/list')).status).toBe(200), 10_000);
  });
  await close();
});

test('a flush whose answer is lost on the way counts once', async () => {
  const [before, { key, revealed }] = [await aKeyOf(acme.member, acme), await aKeyOf(acme.member, acme)];
  const complained = vi.spyOn(log(), 'error').mockImplementation(() => {});
  const stored = async () => (await withSql(direct, (sql) => sql`select sum(count)::int as count from key_usage where key_id = ${key.id}`))[0]!.count as number | null;
  // So that the connection is there.
  expect(await ask(before.revealed.plaintext)).toBe('valid');
  await flushUses();
  expect(await ask(revealed.plaintext)).toBe('valid');
  forget('logged seldom');
  proxy.loseAnswers();
  await vi.waitFor(async () => expect(await stored()).toBe(1), 5_000);
  await proxy.cut();
  await proxy.restore();
  await until(revealed.plaintext, 'valid');
  await flushUses();
  await vi.waitFor(() => expect(usesWaiting()).toBe(0), 5_000);
  expect(complained.mock.calls.map(([, said]) => said)).toContain('usage is kept for the next try');
  expect(await stored()).toBe(2);
  vi.restoreAllMocks();
});

test('connections that the server ends are replaced', async () => {
  const { revealed } = await aKeyOf(acme.member, acme);
  await flushUses();
  await flushRefused();
  await withSql(direct, (sql) => sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`);
  await until(revealed.plaintext, 'valid');
  expect(await ask(revealed.plaintext)).toBe('valid');
});

test('a database that hangs costs a second, not more, for however many ask', async () => {
  const { revealed } = await aKeyOf(acme.member, acme);
  expect(await ask(revealed.plaintext)).toBe('valid');
  proxy.stall();
  const began = performance.now();
  const codes = await Promise.all(Array.from({ length: 500 }, () => ask(revealed.plaintext)));
  expect(new Set(codes)).toEqual(new Set(['unavailable']));
  expect(performance.now() - began).toBeLessThan(4_000);
  await proxy.restore();
  await until(revealed.plaintext, 'valid');
  await vi.waitFor(() => expect(database().pools.map(({ asked }) => asked)).toEqual([0, 0, 0, 0]), 5_000);
});

test('whoever reads from a database that hangs is told so in ten seconds, and has an answer when it goes on', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  proxy.stall();
  const told = [listKeys(as(acme.member), { organization: acme.id }), findSession(randomUUID())].map((answer) => answer.catch((error: Error) => error.name));
  vi.advanceTimersByTime(10_000);
  expect(await Promise.all(told)).toEqual(['Unavailable', 'Unavailable']);
  vi.useRealTimers();
  await proxy.restore();
  expect(await listKeys(as(acme.member), { organization: acme.id })).toHaveProperty('items');
});

test('a table that is locked costs a second a question, and no connections that pile up on the server', async () => {
  const { revealed } = await aKeyOf(acme.member, acme);
  await withSql(direct, (sql) => sql.begin(async (locking) => {
    await locking`lock table keys in access exclusive mode`;
    for (let round = 0; round < 4; round++) {
      const codes = await Promise.all(Array.from({ length: 20 }, () => ask(revealed.plaintext)));
      expect(new Set(codes)).toEqual(new Set(['unavailable']));
    }
    const [waiting] = await withSql(direct, (sql) => sql`select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
    expect(waiting!.count).toBeLessThanOrEqual(2);
  }));
  await until(revealed.plaintext, 'valid');
}, 30_000);

test('[S15] an instance whose clock is an hour off judges by the database’s', async () => {
  const ending = await aKeyOf(acme.member, acme);
  const ended = await aKeyOf(acme.member, acme);
  await setOnKey(ending.key.id, `expires_at = now() + interval '30 minutes'`);
  await setOnKey(ended.key.id, `expires_at = now() - interval '30 minutes'`);
  for (const hours of [1, -1]) {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
    expect(await ask(ending.revealed.plaintext)).toBe('valid');
    expect(await ask(ended.revealed.plaintext)).toBe('key_expired');
    vi.useRealTimers();
  }
});

test('counts against rates that cannot be written hold up no verdict of a key without rates', async () => {
  const [free, limited] = [await aKeyOf(acme.member, acme), await aKeyOf(acme.member, acme)];
  await setOnKey(limited.key.id, 'rate_per_day = 1000000');
  const askOf = (key: typeof free, times: number) => Promise.all(Array.from({ length: times }, () => ask(key.revealed.plaintext)));
  expect(await Promise.all([ask(free.revealed.plaintext), ask(limited.revealed.plaintext)])).toEqual(['valid', 'valid']);
  await withSql(direct, (sql) => sql.begin(async (locking) => {
    await locking`lock table key_rates in access exclusive mode`;
    const waiting = askOf(limited, 100);
    while (database().pools[2]!.asked === 0) await new Promise(setImmediate);
    expect(new Set(await askOf(free, 100))).toEqual(new Set(['valid']));
    expect(new Set(await waiting)).toEqual(new Set(['unavailable']));
  }));
  await until(limited.revealed.plaintext, 'valid');
});
