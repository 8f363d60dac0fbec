import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '@/db/client';
import { openPostgres } from '@/db/postgres';
import { createKey } from '@/lib/core/keys/create';
import { revokeKey } from '@/lib/core/keys/revoke';
import { startApp, type App } from '@/tests/support/app';
import { closeDatabase } from '@/tests/support/database';
import { send } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { withSql } from '@/tests/support/postgresql';
import { startReplicated, type Server } from '@/tests/support/server';

let servers: { primary: Server; standby: Server };
let app: App;
let acme: TestOrganization;
beforeAll(async () => {
  servers = await startReplicated();
  // The standby is named first: it is asked, and passed over.
  const [primary, standby] = [servers.primary, servers.standby].map(({ url }) => new URL(url).host);
  const url = `postgresql://latchkey@${standby},${primary}/postgres`;
  const database = await openDatabase({ url, pooler: false, dataDir: '' });
  await database.migrate();
  acme = await anOrganization();
  app = await startApp({ databaseUrl: url, env: { AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! } });
}, 180_000);
afterAll(async () => {
  await app.stop();
  app.clear();
  await closeDatabase();
  await servers.standby.stop();
  await servers.primary.stop();
});

const verify = async (key: string) => (await send(`${app.url}/v1/verify`, { headers: { 'x-api-key': key } })).status;
const connectionsTo = async ({ url }: Server) => (await withSql(url, (sql) => sql`select sessions::int from pg_stat_database where datname = 'postgres'`))[0]!.sessions as number;
const until = async (key: string, status: number) => {
  while ((await verify(key)) !== status) await new Promise(setImmediate);
};

test('a standby is never read: alone it is refused, with a sentence', async () => {
  await expect(openPostgres({ url: servers.standby.url, pooler: false })).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringContaining('does not answer (a standby, which takes no writes)') });
  const asked = await withSql(servers.standby.url, (sql) => sql`select query from pg_stat_activity where application_name = 'latchkey' and query ilike '%keys%'`);
  expect(asked).toEqual([]);
});

test('[S16] [S20] across a failover to a standby that is synchronous, what was revoked stays refused and what is good is good again, without a restart', async () => {
  const good = (await aKeyOf(acme.member, acme)).revealed.plaintext;
  const revoked = await aKeyOf(acme.member, acme);
  expect([await verify(good), await verify(revoked.revealed.plaintext)]).toEqual([200, 200]);
  const told = { good: new Set<number>(), revoked: new Set<number>() };
  let over = false;
  await revokeKey(as(acme.member), { organization: acme.id, key: revoked.key.id });
  const crashed = servers.primary.crash();
  const askers = Array.from({ length: 4 }, async () => {
    while (!over) {
      told.good.add(await verify(good));
      told.revoked.add(await verify(revoked.revealed.plaintext));
    }
  });
  await crashed;
  await until(good, 503);
  // Nobody takes writes for a while; that must not become a storm of connections.
  const [before, began] = [await connectionsTo(servers.standby), performance.now()];
  for (let n = 0; n < 30; n++) await until(good, 503);
  const seconds = (performance.now() - began) / 1_000;
  expect(((await connectionsTo(servers.standby)) - before) / seconds).toBeLessThan(100);
  await withSql(servers.standby.url, (sql) => sql`select pg_promote()`);
  await until(good, 200);
  over = true;
  await Promise.all(askers);
  expect(await verify(revoked.revealed.plaintext)).toBe(401);
  expect([...told.revoked].filter((status) => status !== 401 && status !== 503)).toEqual([]);
  expect([...told.good].toSorted()).toEqual([200, 503]);
  const made = await vi.waitFor(() => createKey(as(acme.member), { organization: acme.id, name: 'after' }), 20_000);
  expect(await verify(made.revealed.plaintext)).toBe(200);
  expect((await send(`${app.url}/readyz`)).status).toBe(200);
}, 120_000);
