import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '@/db/client';
import { createKey } from '@/lib/core/keys/create';
import { listKeys } from '@/lib/core/keys/list';
import { closeDatabase } from '@/tests/support/database';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { withSql } from '@/tests/support/postgresql';
import { proxyTo } from '@/tests/support/proxy';
import { startReplicated, type Server } from '@/tests/support/server';

let servers: { primary: Server; standby: Server };
let proxy: Awaited<ReturnType<typeof proxyTo>>;
let acme: TestOrganization;

beforeAll(async () => {
  servers = await startReplicated();
  proxy = await proxyTo(servers.primary.url);
  const [first, second] = [proxy.url, servers.standby.url].map((url) => new URL(url).host);
  const database = await openDatabase({ url: `postgresql://latchkey@${first},${second}/postgres`, pooler: false, dataDir: '' });
  await database.migrate();
  acme = await anOrganization();
}, 60_000);

afterAll(async () => {
  await proxy.restore();
  await closeDatabase();
  await proxy.stop();
  await servers.standby.stop();
  await servers.primary.stop();
});

test('people and programs go on with the standby that was promoted when their primary says nothing any more, closes nothing and refuses nothing', async () => {
  const twelve = (name: string) => Promise.allSettled(Array.from({ length: 12 }, () => createKey(as(acme.member), { organization: acme.id, name })));
  await twelve('before');
  proxy.stall();
  const hung = twelve('on its way');
  await withSql(servers.standby.url, (sql) => sql`select pg_promote()`);
  const made = await vi.waitFor(() => createKey(as(acme.member), { organization: acme.id, name: 'afterwards' }), { timeout: 25_000, interval: 100 });
  expect((await hung).map(({ status }) => status)).toContain('rejected');
  const { items } = await listKeys(as(acme.member), { organization: acme.id });
  expect(items.map(({ id }) => id)).toContain(made.key.id);
}, 60_000);
