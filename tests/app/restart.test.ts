import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/db/client';
import { startApp, type App } from '@/tests/support/app';
import { closeDatabase } from '@/tests/support/database';
import { cookieOf, send } from '@/tests/support/instances';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { withSql } from '@/tests/support/postgresql';
import { proxyTo } from '@/tests/support/proxy';
import { startServer, type Server } from '@/tests/support/server';

/** The longest that anybody may wait while the database is away, in milliseconds; on a busy machine. */
const patience = 5_000;

// Under an address of its own, as behind a proxy on the same machine.
const env = { HOST: '127.0.0.1', AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! };

let server: Server;
let app: App;
let acme: TestOrganization;
let key: string;
let disabled: string;
let cookie: string;
beforeAll(async () => {
  server = await startServer({ crashes: true });
  const database = await openDatabase({ url: server.url, pooler: false, dataDir: '' });
  await database.migrate();
  acme = await anOrganization();
  key = (await aKeyOf(acme.owner, acme)).revealed.plaintext;
  const off = await aKeyOf(acme.owner, acme);
  await setOnKey(off.key.id, 'disabled_at = now()');
  disabled = off.revealed.plaintext;
  await closeDatabase();
  app = await startApp({ databaseUrl: server.url, env });
  cookie = (await cookieOf(app.url, acme.owner)).cookie;
}, 120_000);
afterAll(async () => {
  await app.stop();
  app.clear();
  await server.stop();
});

const ask = async (path: string, headers: Record<string, string> = { 'x-api-key': key }) => {
  const began = performance.now();
  const answer = await send(app.url + path, { headers });
  return { ...answer, took: performance.now() - began };
};
const until = async (status: number) => {
  while ((await ask('/v1/verify')).status !== status) await new Promise(setImmediate);
};
const pages = () => ['keys', 'members', 'audit'].map((name) => `/organizations/${acme.slug}/${name}`);

const lost = ['the last uses of so many keys are lost', 'the last refused uses of so many keys and addresses are lost'];
const lostIn = (output: string) => lost.filter((said) => output.includes(said));

/** One use that is good and one that is refused, to be counted by the app at that address. */
async function used(url: string): Promise<void> {
  for (const [of, status] of [[key, 200], [disabled, 401]] as const) expect((await send(`${url}/v1/verify`, { headers: { 'x-api-key': of } })).status).toBe(status);
}

test('stopped while the database is away, it waits a little for it; the log says what is lost', async () => {
  const stopped = async ({ comesBack }: { comesBack: boolean }) => {
    const other = await startApp({ databaseUrl: server.url, env });
    await withSql(server.url, async (sql) => {
      // Else they would be written before the database has gone.
      for (const statement of ['begin', 'lock table key_usage, refused_uses']) await sql.unsafe(statement);
      await used(other.url);
      await server.crash();
    });
    const ended = other.stop();
    if (comesBack) await server.start();
    await ended;
    if (!comesBack) await server.start();
    other.clear();
    return other.output();
  };
  expect(lostIn(await stopped({ comesBack: false }))).toEqual(lost);
  expect(lostIn(await stopped({ comesBack: true }))).toEqual([]);
  await until(200);
}, 60_000);

test('[S20] PostgreSQL is stopped under load and started again: 503 meanwhile, at once and at every door, and right answers after, from the same process', async () => {
  const answers: Awaited<ReturnType<typeof ask>>[] = [];
  const asking = new AbortController();
  const askers = Array.from({ length: 8 }, async () => {
    while (!asking.signal.aborted) answers.push(await ask('/v1/verify'));
  });
  await until(200);
  await server.crash();
  await until(503);
  const away = answers.length;
  expect(await ask('/v1/verify', { 'x-api-key': key.replace(/.{6}$/, 'AAAAAA') })).toMatchObject({ status: 401 });
  expect(await ask('/v1/verify')).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) }, body: expect.stringContaining('"unavailable"') });
  expect(await ask('/readyz')).toMatchObject({ status: 503, body: 'the database does not answer\n' });
  expect(await ask('/livez')).toMatchObject({ status: 200 });
  expect(await ask(`/v1/organizations/${acme.id}/keys`)).toMatchObject({ status: 503, body: expect.stringContaining('"unavailable"') });
  for (const page of pages()) {
    const told = await ask(page, { cookie });
    expect(told).toMatchObject({ status: 503, body: expect.stringContaining('cannot reach its database') });
    expect(told.took).toBeLessThan(patience);
  }
  expect(await ask(pages()[0]!, { cookie, 'accept-language': 'ko' })).toMatchObject({ status: 503, body: expect.stringContaining('데이터베이스에 연결할 수 없습니다') });
  await server.start();
  await until(200);
  asking.abort();
  await Promise.all(askers);

  expect(answers.length).toBeGreaterThan(away);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]));
  expect(Math.max(...answers.map(({ took }) => took))).toBeLessThan(patience);
  expect((await ask('/readyz')).status).toBe(200);
  await expect.poll(async () => Promise.all(pages().map(async (page) => (await ask(page, { cookie })).status)), { timeout: 30_000 }).toEqual([200, 200, 200]);
}, 120_000);

test('who signs in while the database is away is told so', async () => {
  await server.crash();
  await until(503);
  const { headers } = await ask('/sign-in', {});
  expect(headers.location).toBe('/unavailable?next=%2Fsign-in');
  expect(await ask(headers.location!, {})).toMatchObject({ status: 503, body: expect.stringMatching(/cannot reach its database.*href="\/sign-in"/s) });
  expect((await cookieOf(app.url, acme.owner)).cookie).toBe('');
  await server.start();
  await until(200);
  await expect.poll(async () => (await cookieOf(app.url, acme.owner)).cookie, { timeout: 30_000 }).not.toBe('');
}, 60_000);

test('who is signed out is sent to sign in where they are, whatever address Latchkey listens on', async () => {
  const { status, headers } = await ask(pages()[0]!, { host: 'keys.example.com' });
  expect([status, headers.location]).toEqual([303, `/sign-in?next=${encodeURIComponent(pages()[0]!)}`]);
});

test('a page of a PostgreSQL that hangs says so in ten seconds, and is there again when it goes on', async () => {
  const proxy = await proxyTo(server.url);
  const hanging = await startApp({ databaseUrl: proxy.url, env });
  try {
    const page = () => send(hanging.url + pages()[0]!, { headers: { cookie } });
    expect((await page()).status).toBe(200);
    proxy.stall();
    const began = performance.now();
    expect(await page()).toMatchObject({ status: 503, body: expect.stringContaining('cannot reach its database') });
    expect(performance.now() - began).toBeLessThan(10_000 + patience);
    expect(hanging.output()).toMatch(/no answer in 10000 ms.*"msg":"the database is away"/);
    await proxy.restore();
    await expect.poll(async () => (await page()).status, { timeout: 30_000 }).toBe(200);
  } finally {
    await hanging.stop();
    hanging.clear();
    await proxy.stop();
  }
}, 90_000);

test('stopped while PostgreSQL hangs, it is gone before anybody would kill it, and the log says what is lost', async () => {
  const proxy = await proxyTo(server.url);
  const hanging = await startApp({ databaseUrl: proxy.url, env });
  try {
    await withSql(server.url, (sql) =>
      sql.begin(async (blocker) => {
        // Else they would be written before the database hangs.
        await blocker`lock table key_usage, refused_uses`;
        await used(hanging.url);
        proxy.stall();
      }),
    );
    const began = performance.now();
    await hanging.stop();
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(lostIn(hanging.output())).toEqual(lost);
  } finally {
    hanging.clear();
    await proxy.stop();
  }
}, 60_000);
