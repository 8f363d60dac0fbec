import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/db/client';
import { openPostgres } from '@/db/postgres';
import { createKey } from '@/lib/core/keys/create';
import { revokeKey } from '@/lib/core/keys/revoke';
import { rotateKey } from '@/lib/core/keys/rotate';
import { startApp, type App } from '@/tests/support/app';
import { closeDatabase, rows } from '@/tests/support/database';
import { cookieOf, send } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { withSql } from '@/tests/support/postgresql';
import { startPooler } from '@/tests/support/pooler';
import { aProgramOf } from '@/tests/support/rest';
import { startServer, type Server } from '@/tests/support/server';

let server: Server;
let pooler: Awaited<ReturnType<typeof startPooler>>;
let app: App;
let acme: TestOrganization;
let key: string;
let program: Awaited<ReturnType<typeof aProgramOf>>;
let answered = 0;
beforeAll(async () => {
  server = await startServer({ crashes: true });
  pooler = await startPooler(server.url);
  const env = { DATABASE_POOLER: '1', MIGRATION_DATABASE_URL: server.url, AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! };
  app = await startApp({ databaseUrl: pooler.url, env });
  await openDatabase({ url: pooler.url, pooler: true, dataDir: '' });
  acme = await anOrganization();
  key = (await aKeyOf(acme.owner, acme)).revealed.plaintext;
  program = await aProgramOf(acme.owner, acme);
}, 180_000);
afterAll(async () => {
  await app.stop();
  app.clear();
  await closeDatabase();
  await pooler.stop();
  await server.stop();
});

const verifyAs = async (headers: Record<string, string>) => {
  const { status } = await send(`${app.url}/v1/verify`, { headers });
  if (status === 200) answered++;
  return status;
};
const verify = (plaintext = key) => verifyAs({ 'x-api-key': plaintext });
const until = async (status: number) => {
  while ((await verify()) !== status) await new Promise(setImmediate);
};

/** Asks all the while, many at a time; gives what was answered. */
async function underLoad(use: () => Promise<void>): Promise<Set<number>> {
  const statuses = new Set<number>();
  let over = false;
  const askers = Array.from({ length: 32 }, async () => {
    while (!over) statuses.add(await verify());
  });
  try {
    await use();
  } finally {
    over = true;
    await Promise.all(askers);
  }
  return statuses;
}

test('who forgets to say that it is a pooler is told so at the start', async () => {
  const sentence = `DATABASE_URL: 127.0.0.1:${pooler.port} is a pooler. Set DATABASE_POOLER=1, and MIGRATION_DATABASE_URL to the database itself.`;
  await expect(openPostgres({ url: pooler.url, pooler: false })).rejects.toMatchObject({ name: 'StartProblem', message: sentence });
});

test('[S16] behind a pooler that hands connections on, no verification that starts after a revocation has returned succeeds', async () => {
  const statuses = await underLoad(async () => {
    for (let round = 0; round < 50; round++) {
      const { key, revealed } = await createKey(as(acme.member), { organization: acme.id, name: 'short-lived' });
      expect(await verify(revealed.plaintext)).toBe(200);
      await revokeKey(as(acme.member), { organization: acme.id, key: key.id });
      expect(await verify(revealed.plaintext)).toBe(401);
    }
  });
  expect(statuses).toEqual(new Set([200]));
}, 120_000);

test('a rate is exact behind it', async () => {
  const { revealed } = await createKey(as(acme.member), { organization: acme.id, name: 'limited', rates: { minute: 20 } });
  const statuses = await Promise.all(Array.from({ length: 60 }, () => verify(revealed.plaintext)));
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.filter((status) => status === 429)).toHaveLength(40);
});

test('what verification writes waits for no standby, behind it either', async () => {
  const { revealed } = await createKey(as(acme.member), { organization: acme.id, name: 'limited', rates: { minute: 20 } });
  const { key: rotated } = await aKeyOf(acme.member, acme);
  const fresh = await rotateKey(as(acme.member), { organization: acme.id, key: rotated.id, grace: '24h' });
  const standbys = (names: string) => withSql(server.url, async (sql) => {
    await sql.unsafe(`alter system set synchronous_standby_names = '${names}'`);
    await sql`select pg_reload_conf()`;
    await expect.poll(async () => (await sql`show synchronous_standby_names`)[0]).toEqual({ synchronous_standby_names: names });
  });
  await standbys('nobody');
  try {
    for (const { plaintext } of [revealed, fresh.revealed]) expect(await verify(plaintext)).toBe(200);
  } finally {
    await standbys('');
  }
});

test('people and programs are served behind it', async () => {
  const { cookie } = await cookieOf(app.url, acme.owner);
  const at = `/organizations/${acme.slug}`;
  for (const path of [`${at}/keys`, `${at}/members`, `${at}/audit`, `${at}/audit/export?format=csv`]) expect([path, (await send(app.url + path, { headers: { cookie } })).status]).toEqual([path, 200]);
  const made = await send(`${app.url}/v1/organizations/${acme.id}/keys`, { method: 'POST', headers: { 'x-api-key': program.plaintext, 'content-type': 'application/json' }, body: JSON.stringify({ name: 'by a program', roles: ['developer'] }) });
  expect(made.status).toBe(200);
  const { keyId, keySecret } = JSON.parse(made.body).result;
  const authorization = `Basic ${Buffer.from(`${keyId}:${keySecret}`).toString('base64')}`;
  expect(await verifyAs({ authorization })).toBe(200);
});

test('[S20] while PostgreSQL behind it, or the pooler itself, is away it is 503, and good again when they are back', async () => {
  const statuses = await underLoad(async () => {
    await server.crash();
    await until(503);
    await server.start();
    await until(200);
    await pooler.stop();
    await until(503);
    pooler = await startPooler(server.url, pooler.port);
    await until(200);
  });
  expect(statuses).toEqual(new Set([200, 503]));
  expect((await send(`${app.url}/readyz`)).status).toBe(200);
}, 120_000);

test('a table that is locked leaves no connections behind, with what docs/deploy.md has the database do', async () => {
  const [, setting] = /```sql\n(alter role .*)\n```/.exec(readFileSync('docs/deploy.md', 'utf8'))!;
  await rows(setting!);
  await pooler.stop();
  pooler = await startPooler(server.url, pooler.port);
  await until(200);
  const waiting = await withSql(server.url, (sql) =>
    sql.begin(async (holder) => {
      await holder`lock table keys`;
      for (let asked = 0; asked < 8; asked++) expect(await verify()).toBe(503);
      return holder`select pid from pg_stat_activity where wait_event_type = 'Lock'`;
    }),
  );
  expect(waiting.length).toBeLessThan(5);
  await until(200);
}, 60_000);

test('each of all these uses is counted once, and what is not yet written when the app stops is written then', async () => {
  expect(await app.stop()).toBe(0);
  expect(await rows('select sum(count)::int as count from key_usage where key_id <> $1', program.id)).toEqual([{ count: answered }]);
});
