import { randomUUID } from 'node:crypto';
import { database, openDatabase } from '@/db/client';
import type { Caller } from '@/lib/core/access';
import { setUp } from '@/lib/core/accounts/set-up';
import { insertSetupToken } from '@/lib/core/accounts/store';
import { exportAuditEvents } from '@/lib/core/audit/export';
import { listAuditEvents } from '@/lib/core/audit/list';
import { startServer } from '@/tests/support/server';

/**
 * How long a page of the log takes in an organization with a million events, for every filter, and what the export holds in memory.
 * `npx tsx bench/audit.ts`: a PostgreSQL of its own; EVENTS sets another number.
 */
const many = Number(process.env.EVENTS ?? 1_000_000);
const rounds = 5;

const server = await startServer();
const opened = await openDatabase({ url: server.url, dataDir: '', pooler: false });
await opened.migrate();
const caller = (actor: Caller['actor']): Caller => ({ actor, door: 'command', requestId: randomUUID(), address: null, userAgent: null });
const token = randomUUID();
await insertSetupToken(database().db, token);
const { userId, organization } = await setUp(caller({ kind: 'nobody' }), { token, name: 'Owner', email: 'owner@example.com', password: randomUUID(), organization: 'Bench' });
const owner = caller({ kind: 'member', userId, sessionId: randomUUID() });

await database().db.execute(`
  insert into audit_events (id, organization_id, action, actor_type, actor_id, actor_name, door, entity, entity_id, entity_name, request_id, created_at)
  select gen_random_uuid(), '${organization.id}', case when n % 500 = 1 then 'key.revoked' else 'key.updated' end,
    'user', case when n % 500 = 2 then '${userId}' else 'somebody' end, 'Somebody', 'console',
    case when n % 500 = 3 then 'member' else 'key' end, 'entity-' || n % 10000, case when n = ${many} then '야간 배포' else 'service ' || n end,
    gen_random_uuid()::text, now() - n * interval '30 seconds'
  from generate_series(1, ${many}) as n`);
await opened.read('analyze', []);

const cases: Record<string, Partial<Parameters<typeof listAuditEvents>[1]>> = {
  'first page': {},
  'by actor': { actor: userId },
  'by action': { action: 'key.revoked' },
  'by entity': { entity: 'member' },
  'by date': { to: new Date(Date.now() - 200 * 86_400_000) },
  'search: common': { search: 'service' },
  'search: only the oldest': { search: '야간' },
  'search: none': { search: 'nowhere' },
};
for (const [name, input] of Object.entries(cases)) {
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await listAuditEvents(owner, { organization: organization.id, ...input });
    taken.push(performance.now() - start);
  }
  console.log(`${name.padEnd(26)} ${taken.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!.toFixed(1).padStart(8)} ms`);
}

const before = process.memoryUsage().rss;
let [exported, highest] = [0, before];
const start = performance.now();
for await (const _ of exportAuditEvents(owner, { organization: organization.id })) {
  if (++exported % 10_000 === 0) highest = Math.max(highest, process.memoryUsage().rss);
}
const mebibytes = (bytes: number) => Math.round(bytes / 2 ** 20);
console.log(`export: ${exported} events in ${((performance.now() - start) / 1_000).toFixed(1)} s, ${mebibytes(before)} MiB before, ${mebibytes(highest)} MiB at most`);
await opened.close();
await server.stop();
