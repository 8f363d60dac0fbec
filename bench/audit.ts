import { randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import os from 'node:os';
import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { database, openDatabase, useDatabase, type Database } from '@/db/client';
import * as schema from '@/db/schema';
import type { Caller } from '@/lib/core/access';
import { setUp } from '@/lib/core/accounts/set-up';
import { insertSetupToken } from '@/lib/core/accounts/store';
import { listAuditEvents } from '@/lib/core/audit/list';
import { createKey } from '@/lib/core/keys/create';
import { writeCursor } from '@/lib/core/page';
import { addMember } from '@/lib/core/members/add';
import { startApp } from '@/tests/support/app';
import { cookieOf } from '@/tests/support/instances';
import { startServer } from '@/tests/support/server';
import { percentile, verified } from './load';
import { paced, type Paced } from './paced';

/**
 * An organization with a million events: how long a page of its log takes for every filter, and by which plan;
 * and the export through the running app, its memory, and what verification beside it feels.
 * `npx tsx bench/audit.ts`: a PostgreSQL of its own; EVENTS sets another number.
 */
const many = Number(process.env.EVENTS ?? 1_000_000);
const rounds = 5;
const perSecond = 200;
const secrets = { AUTH_SECRET: randomBytes(32).toString('hex'), KEY_PEPPER: `1:${randomBytes(32).toString('hex')}` };
Object.assign(process.env, secrets);

const server = await startServer();
const opened = await openDatabase({ url: server.url, dataDir: '', pooler: false });
await opened.migrate();
const caller = (actor: Caller['actor']): Caller => ({ actor, door: 'command', requestId: randomUUID(), address: null, userAgent: null });
const as = (userId: string) => caller({ kind: 'member', userId, sessionId: randomUUID() });
const password = randomUUID();
const email = 'owner@example.com';
const token = randomUUID();
await insertSetupToken(database().db, token);
const { userId, organization } = await setUp(caller({ kind: 'nobody' }), { token, name: 'Owner', email, password, organization: 'Bench' });
const owner = as(userId);
const { busy, idle, leaked } = await filled();
await pages();
await plans();
await exportBesideVerification();
await opened.close();
await server.stop();

/** The events, and two members: one whose keys have every two hundredth of them, one whose keys have a hundred old ones. */
async function filled() {
  const members = [];
  for (const name of ['busy', 'idle']) {
    const { userId: member } = await addMember(caller({ kind: 'system', name: 'bench' }), { organization: organization.id, name, email: `${name}@example.com`, password, role: 'member' });
    const keys = [];
    for (let n = 0; n < 20; n++) keys.push((await createKey(as(member), { organization: organization.id, name: `${name} ${n}` })).key.id);
    members.push({ member: as(member), keys });
  }
  const found = await createKey(owner, { organization: organization.id, name: 'leaked' });
  const [ofBusy, ofIdle] = members.map(({ keys }) => `(array['${keys.join("','")}'])[1 + n % 20]`);
  await database().db.execute(`
    insert into audit_events (id, organization_id, action, actor_type, actor_id, actor_name, door, entity, entity_id, entity_name, request_id, created_at)
    select gen_random_uuid(), '${organization.id}', case when n % 500 = 1 then 'key.revoked' else 'key.updated' end,
      'user', case when n % 500 = 2 then '${userId}' when n % 1000 = 4 then ${ofBusy} when n % 10000 = 9 then '${found.key.id}' else 'somebody' end, 'Somebody', 'console',
      case when n % 500 = 3 then 'member' else 'key' end,
      case when n % 200 = 5 then ${ofBusy} when n > ${many} - 100 then ${ofIdle} when n % 10000 = 8 then '${found.key.id}' else 'entity-' || n % 10000 end,
      case when n = ${many} then '야간 배포' else 'service ' || n end, gen_random_uuid()::text, now() - n * interval '30 seconds'
    from generate_series(1, ${many}) as n`);
  await database().db.execute('vacuum analyze audit_events');
  return { busy: members[0]!.member, idle: members[1]!.member, leaked: found.revealed.keyId };
}

function cases(): Record<string, [Caller, Partial<Parameters<typeof listAuditEvents>[1]>]> {
  return {
    'first page': [owner, {}],
    'by actor': [owner, { actor: userId }],
    'by action': [owner, { action: 'key.revoked' }],
    'by entity': [owner, { entity: 'member' }],
    'by date': [owner, { to: new Date(Date.now() - 200 * 86_400_000) }],
    'a page of the oldest tenth': [owner, { cursor: writeCursor({ at: new Date(Date.now() - many * 0.9 * 30_000), id: randomUUID() }) }],
    'search: common': [owner, { search: 'service' }],
    'search: only the oldest': [owner, { search: '야간' }],
    'search: none': [owner, { search: 'nowhere' }],
    'incident search by Key ID': [owner, { keyId: leaked }],
    'own log: keys often changed': [busy, {}],
    'own log: keys of long ago': [idle, {}],
    'own log: search': [busy, { search: 'nowhere' }],
  };
}

async function pages(): Promise<void> {
  for (const [name, [who, input]] of Object.entries(cases())) {
    const taken = [];
    let items = 0;
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      items = (await listAuditEvents(who, { organization: organization.id, ...input })).items.length;
      taken.push(performance.now() - start);
    }
    console.log(`${name.padEnd(28)} ${taken.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!.toFixed(1).padStart(8)} ms, ${items} events`);
  }
}

/** What PostgreSQL does for the queries of the log: any sequential scan of it, and the rows that each index gave. */
async function plans(): Promise<void> {
  const sql = postgres(server.url, { max: 1, onnotice: () => {} });
  const asked: [string, unknown[]][] = [];
  const logging = drizzle({ client: postgres(server.url, { max: 2 }), schema, logger: { logQuery: (text, parameters) => void asked.push([text, parameters]) } });
  const real = database();
  useDatabase({ ...real, db: logging as unknown as Database['db'] });
  for (const [name, [who, input]] of Object.entries(cases())) {
    asked.length = 0;
    await listAuditEvents(who, { organization: organization.id, ...input, limit: 50 });
    const [text, parameters] = asked.find(([query]) => query.includes('audit_events'))!;
    const plan = await sql.unsafe(`explain (analyze, costs off, timing off, summary on) ${text}`, parameters as never[]);
    const lines = plan.map((row) => String(row['QUERY PLAN']));
    console.log(`\n${name}: ${lines.at(-1)}`);
    for (const line of lines.filter((one) => /Scan|Rows Removed/.test(one))) console.log(`  ${line.trim()}`);
  }
  useDatabase(real);
  await sql.end();
  await logging.$client.end();
}

async function exportBesideVerification(): Promise<void> {
  const { revealed } = await createKey(owner, { organization: organization.id, name: 'verified' });
  const app = await startApp({ databaseUrl: server.url, env: secrets });
  const { cookie } = await cookieOf(app.url, { email, password });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const contender = { url: app.url, path: '/v1/verify', needle: '"valid":true' };
  const verify = () => paced(() => verified(contender, revealed.plaintext, agent), perSecond);
  const warm = verify();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await warm.stop();
  const alone = verify();
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  console.log(`\nverification at ${perSecond}/s alone: ${await told(alone)}`);
  const memory = watch(app.pid);
  const beside = verify();
  const began = performance.now();
  const answer = await fetch(`${app.url}/organizations/${organization.slug}/audit/export`, { headers: { cookie } });
  const reader = answer.body!.getReader();
  let [first, bytes, lines] = [0, 0, 0];
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    first ||= performance.now() - began;
    bytes += chunk.value.length;
    for (const byte of chunk.value) if (byte === 10) lines++;
  }
  const seconds = (performance.now() - began) / 1_000;
  console.log(`export: ${answer.status}, ${lines - 1} events, ${Math.round(bytes / 2 ** 20)} MiB, first byte after ${first.toFixed(0)} ms, all after ${seconds.toFixed(1)} s`);
  console.log(`verification at ${perSecond}/s beside it: ${await told(beside)}`);
  console.log(`the app's memory meanwhile, in tenths of the export (MiB): ${memory.stop().join(' ')}`);
  agent.destroy();
  await app.stop();
  app.clear();
}

async function told(running: Paced): Promise<string> {
  const taken = await running.stop();
  const at = (share: number) => percentile(taken, share).toFixed(1);
  return `${taken.length} good answers, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms; load average ${os.loadavg()[0]!.toFixed(1)}`;
}

/** Resident memory, four times a second; the highest of each tenth of the time. */
function watch(pid: number): { stop(): number[] } {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024), 250);
  return {
    stop() {
      clearInterval(timer);
      const tenth = Math.ceil(seen.length / 10);
      return Array.from({ length: 10 }, (_, n) => Math.round(Math.max(...seen.slice(n * tenth, (n + 1) * tenth))));
    },
  };
}
