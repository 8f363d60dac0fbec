import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/db/client';
import { listAuditEvents } from '@/lib/core/audit/list';
import { writeCursor } from '@/lib/core/page';
import { closeDatabase, newDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, as, type Person, type TestOrganization } from '@/tests/support/people';
import { plansDuring, rowsRead, type Plan } from '@/tests/support/plans';

type Wanted = Omit<Parameters<typeof listAuditEvents>[1], 'organization'>;

const many = 20_000;
let url: string;
let acme: TestOrganization;
let keyId: string;

beforeAll(async () => {
  url = await newDatabase();
  await openDatabase({ url, pooler: false, dataDir: '' });
  acme = await anOrganization();
  const { key, revealed } = await aKeyOf(acme.member, acme);
  keyId = revealed.keyId;
  // The member's key has the oldest events of all; the admin's are what everything else is about.
  await rows(
    `insert into audit_events (id, organization_id, created_at, action, actor_type, actor_id, actor_name, door, entity, entity_id, entity_name, request_id)
     select gen_random_uuid(), $1, timestamptz '2020-01-01' + n * interval '1 minute', case when n % 100 = 5 then 'key.rotated' else 'key.updated' end, 'user',
       case when n % 100 = 6 then $3::text else 'x' end, 'x', 'console', 'key', case when n < 60 then $2::text else 'y' end, 'x', 'x' from generate_series(1, $4::int) n`,
    acme.id, key.id, acme.admin.userId, many,
  );
  await rows('analyze audit_events');
});

afterAll(closeDatabase);

/** The plan of what the log first asks PostgreSQL. */
async function planOf(who: Person, wanted: Wanted): Promise<Plan[]> {
  const [first] = await plansDuring(url, 'audit_events', async () => expect((await listAuditEvents(as(who), { organization: acme.id, ...wanted })).items.length).toBeGreaterThan(0));
  return first!;
}

const views: [string, () => Person, () => Wanted][] = [
  ['the first page', () => acme.owner, () => ({})],
  ['a page in the middle', () => acme.owner, () => ({ cursor: writeCursor({ at: new Date('2020-01-08T00:00:00Z'), id: randomUUID() }) })],
  ['the last page', () => acme.owner, () => ({ cursor: writeCursor({ at: new Date('2020-01-01T01:00:00Z'), id: randomUUID() }) })],
  ['by actor', () => acme.owner, () => ({ actor: acme.admin.userId })],
  ['by action', () => acme.owner, () => ({ action: 'key.rotated' })],
  ['by time', () => acme.owner, () => ({ to: new Date('2020-01-01T02:00:00Z') })],
  ['an incident search', () => acme.owner, () => ({ keyId })],
  ['a member’s own log, of which all is old', () => acme.member, () => ({})],
  ['a later page of it', () => acme.member, () => ({ cursor: writeCursor({ at: new Date('2020-01-01T00:30:00Z'), id: randomUUID() }) })],
];
test.each(views)('%s is read from an index, and reads little besides', async (_, who, wanted) => {
  const nodes = await planOf(who(), wanted());
  expect(nodes.filter((node) => node['Node Type'] === 'Seq Scan' && node['Relation Name'] === 'audit_events')).toEqual([]);
  const removed = nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0) * node['Actual Loops'], 0);
  expect(removed).toBeLessThan(200);
});

const both: [string, () => Wanted][] = [
  ['by actor and action', () => ({ actor: 'busy', action: 'key.disabled' })],
  ['by key and action', () => ({ keyId, action: 'key.disabled' })],
];
test.each(both)('%s, of which each has many and both together few, no statement reads more than a slice', async (_, wanted) => {
  await busyLog();
  expect(rowsRead(await planOf(acme.owner, wanted()), 'audit_events')).toBeLessThanOrEqual(6_000);
});

let busy: Promise<unknown> | undefined;

/** Somebody, and the member's key, do one thing all the time, while somebody else does another; only in the beginning they did that too. */
const busyLog = () =>
  (busy ??= rows(
    `insert into audit_events (id, organization_id, created_at, action, actor_type, actor_id, actor_name, door, entity, entity_id, entity_name, request_id)
     select gen_random_uuid(), $1, timestamptz '2021-01-01' + n * interval '1 minute', case when who <> 'other' and n > 5 then 'key.enabled' else 'key.disabled' end, 'user',
       who, 'x', 'console', 'key', 'y', 'x', 'x' from generate_series(1, 8000) n, unnest(array['busy', 'other', (select id::text from keys where key_id = $2)]) who`,
    acme.id, keyId,
  ).then(() => rows('analyze audit_events')));
