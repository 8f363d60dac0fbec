import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '@/db/client';
import { command } from '@/tests/support/commands';
import { startApp, type App } from '@/tests/support/app';
import { closeDatabase, newDatabase, rows } from '@/tests/support/database';
import { freePort } from '@/tests/support/free-port';
import { cookieOf, send, signOut } from '@/tests/support/instances';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { withSql } from '@/tests/support/postgresql';
import { anOrganization } from '@/tests/support/people';

describe('an app that is set up by its environment', () => {
  const METRICS_TOKEN = 'a-token-of-some-length';
  const owner = { email: 'owner@example.com', password: 'violet tractor honest lamp' };
  let app: App;
  beforeAll(async () => {
    app = await startApp({ env: { METRICS_TOKEN, SETUP_EMAIL: owner.email, SETUP_PASSWORD: owner.password, SETUP_ORGANIZATION: 'Acme' } });
  }, 120_000);
  afterAll(async () => {
    await app.stop();
    app.clear();
  });

  test('has an owner who signs in, and prints no link', async () => {
    expect(app.setUpLink).toBeNull();
    const { cookie } = await cookieOf(app.url, owner);
    expect((await send(`${app.url}/organizations/acme/keys`, { headers: { cookie } })).status).toBe(200);
    expect(app.output()).not.toContain(owner.password);
  });

  test('shows its metrics to who has the token, from wherever, and to nobody else', async () => {
    const status = async (authorization?: string) => (await send(`${app.url}/metrics`, { headers: authorization ? { authorization } : {} })).status;
    expect(await status(`Bearer ${METRICS_TOKEN}`)).toBe(200);
    for (const wrong of [undefined, METRICS_TOKEN, `Basic ${METRICS_TOKEN}`, `Bearer ${METRICS_TOKEN}x`, 'Bearer', 'Bearer ']) expect(await status(wrong), wrong).toBe(401);
  });

  test('names the request in the event that it leaves by the number that its answer carries', async () => {
    const { cookie, requestId } = await cookieOf(app.url, owner);
    expect((await send(`${app.url}/organizations/acme/audit/export?action=session.started`, { headers: { cookie } })).body).toContain(`,${requestId}\n`);
  });

  test('tells of a sign-out from where it came, with what, and by the same number', async () => {
    const { cookie } = await cookieOf(app.url, owner);
    const requestId = await signOut(app.url, cookie, { 'user-agent': 'Browser/1.0' });
    const { cookie: again } = await cookieOf(app.url, owner);
    const log = (await send(`${app.url}/organizations/acme/audit/export?action=session.ended`, { headers: { cookie: again } })).body;
    expect(log).toMatch(new RegExp(`,(127\\.0\\.0\\.1|::1),Browser/1\\.0,${requestId}\\n`));
  });

  test('logs a line a request under the number that the answer carries, and no query, cookie or link’s token', async () => {
    const { cookie } = await cookieOf(app.url, owner);
    const paths = ['/organizations/acme/keys?search=peculiar', '/invitation/peculiar-token', '/reset-password/peculiar-token', '/v1/organizations', '/.well-known/oauth-protected-resource'];
    for (const path of paths) {
      const { headers } = await send(app.url + path, { headers: { cookie } });
      const number = String(headers['x-request-id']);
      expect(number).toMatch(/^[0-9a-f-]{36}$/);
      await expect.poll(() => app.output()).toContain(number);
      const [line] = app.output().split('\n').filter((one) => one.includes(number));
      expect(JSON.parse(line!)).toMatchObject({ requestId: number, method: 'GET', path: path.replace(/\?.*|peculiar-token/, (found) => (found.startsWith('?') ? '' : '[token]')) });
    }
    expect(app.output()).not.toContain('peculiar');
    const forged = await send(`${app.url}/account`, { headers: { cookie, 'x-request-id': 'forged', 'x-latchkey-request-id': 'forged' } });
    expect(forged.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(app.output()).not.toContain(cookie.split('=')[1]);
  });
});

test('an owner who cannot be made ends the start with one line, which names the variable and masks what it holds', async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'latchkey-app-'));
  const starting = startApp({ dataDir, env: { SETUP_EMAIL: 'owner@example.com', SETUP_PASSWORD: 'passwordpassword', SETUP_ORGANIZATION: 'Acme' } });
  await expect(starting).rejects.toThrow(/^the app ended with 1:\n(✓ Running next\.config.*\n)?SETUP_PASSWORD is 16 characters \(hidden\), and should be 15 to 256 characters that are hard to guess\.$/);
  rmSync(dataDir, { recursive: true });
}, 60_000);

test('a database user who may not migrate ends the start with a sentence that names the variable; opened as documented, Latchkey starts and works where nothing is left to migrate', async () => {
  const database = await newDatabase();
  const url = new URL(database);
  url.username = `${url.pathname.slice(1)}_weak`;
  await withSql(database, (sql) => sql.unsafe(`create role "${url.username}" login`));
  const owner = { SETUP_EMAIL: 'owner@example.com', SETUP_PASSWORD: 'violet tractor honest lamp', SETUP_ORGANIZATION: 'Acme' };
  const starting = () => startApp({ databaseUrl: url.href, env: { AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER!, ...owner } });
  await expect(starting()).rejects.toThrow(/^the app ended with 1:\n(✓ Running next\.config.*\n)?DATABASE_URL: the migrations of this version could not be run there \(permission denied for database \w+\)\.$/);
  const [, grants] = /```sql\n(grant usage[^`]+)```/.exec(readFileSync('docs/deploy.md', 'utf8'))!;
  await withSql(database, (sql) => sql.unsafe(grants!.replaceAll('to latchkey;', `to "${url.username}";`)));
  const app = await starting();
  const { cookie } = await cookieOf(app.url, { email: owner.SETUP_EMAIL, password: owner.SETUP_PASSWORD });
  const answers = await Promise.all(['/readyz', '/organizations/acme/keys', '/organizations/acme/audit'].map((path) => send(app.url + path, { headers: { cookie } })));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  await expect(withSql(url.href, (sql) => sql`alter table audit_events disable trigger all`)).rejects.toThrow('must be owner of table audit_events');
  const env = { DATABASE_URL: url.href, AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! };
  expect(await command('migrate', [], env)).toEqual({ code: 0, said: 'The database is up to date.\n', complained: '' });
  await app.stop();
  app.clear();
}, 60_000);

test('without a token the metrics are for this machine, whatever a forwarding header says that is not believed', async () => {
  const app = await startApp({ env: { TRUSTED_PROXIES: '127.0.0.0/8,::1' } });
  const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
  expect((await send(`${app.url}/metrics`)).status).toBe(200);
  expect((await send(`${app.url}/metrics`, { headers: elsewhere })).status).toBe(401);
  await app.stop();
  app.clear();
}, 60_000);

test('/livez answers while a start waits for its turn to migrate, and everything else when that is over', async () => {
  const url = await newDatabase();
  const port = await freePort();
  const at = `http://localhost:${port}`;
  const livez = () => send(`${at}/livez`).then(({ status, body, headers }) => ({ status, body, kept: headers['cache-control'], type: headers['content-type'] }), () => null);
  const alive = { status: 200, body: 'ok\n', kept: 'no-store', type: 'text/plain;charset=UTF-8' };
  let starting!: Promise<App>;
  let ready!: Promise<number>;
  await withSql(url, async (sql) => {
    await sql`select pg_advisory_lock(7023651114)`;
    starting = startApp({ databaseUrl: url, env: { PORT: String(port), AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! } });
    await expect.poll(livez, { timeout: 20_000 }).toEqual(alive);
    ready = send(`${at}/readyz`).then(({ status }) => status);
    expect(await Promise.race([ready, livez()])).toEqual(alive);
    expect((await send(`${at}/livez`, { method: 'HEAD' })).status).toBe(200);
  });
  const app = await starting;
  expect(await ready).toBe(200);
  expect(await livez()).toEqual(alive);
  await app.stop();
  app.clear();
}, 60_000);

test('[S25] on SIGTERM what was counted is written: every use, and every refused one', async () => {
  const url = await newDatabase();
  await openDatabase({ url, pooler: false, dataDir: '' });
  const acme = await anOrganization();
  const [good, over] = [await aKeyOf(acme.member, acme), await aKeyOf(acme.member, acme)];
  await setOnKey(over.key.id, 'disabled_at = now()');
  const app = await startApp({ databaseUrl: url, env: { AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! } });
  const use = async (key: string) => (await send(`${app.url}/v1/verify`, { headers: { 'x-api-key': key } })).status;
  const statuses = await Promise.all(Array.from({ length: 200 }, (_, n) => use(n % 4 ? good.revealed.plaintext : over.revealed.plaintext)));
  expect(await app.stop()).toBe(0);
  app.clear();
  expect(statuses.filter((status) => status === 200)).toHaveLength(150);
  expect(await rows('select sum(count)::int as uses from key_usage where key_id = $1', good.key.id)).toEqual([{ uses: 150 }]);
  expect(await rows('select sum(count)::int as tries from refused_uses where key_id = $1', over.key.id)).toEqual([{ tries: 50 }]);
  await closeDatabase();
}, 60_000);
