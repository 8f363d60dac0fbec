import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { freshDatabase, rows } from '@/tests/support/database';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

const many = 11_000;

let acme: TestOrganization;
let owner: Program;
let activities: string;
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
  activities = `/v1/organizations/${acme.id}/activities`;
});

test('what fits in one answer is whole, and says nothing more', async () => {
  const { json, headers } = await rest(owner, 'GET', activities);
  expect(Object.keys(json)).toEqual(['status', 'requestId', 'result']);
  expect(headers.get('link')).toBeNull();
});

test('what does not says where it goes on, until each activity was there once', async () => {
  // Ten to a millisecond: the pages are cut between equals, too.
  await rows(
    `insert into audit_events (id, organization_id, created_at, action, actor_type, actor_name, door, entity, entity_id, entity_name, request_id)
     select gen_random_uuid(), $1::uuid, timestamptz '2026-01-01' + make_interval(secs => (n / 10) * 0.001), 'key.created', 'system', 'test', 'command', 'key', $2, 'One', 'r' from generate_series(1, ${many}) n`,
    acme.id,
    randomUUID(),
  );
  const ids: string[] = [];
  let path: string | null = `${activities}?from_date=2026-01-01&to_date=2026-01-01`;
  let answers = 0;
  while (path) {
    const { status, json, headers } = await rest(owner, 'GET', path);
    expect(status).toBe(200);
    ids.push(...json.result.map(({ id }: { id: string }) => id));
    const next: string | undefined = /^<([^>]+)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    // Strict clients know no other member.
    expect(Object.keys(json)).toEqual(['status', 'requestId', 'result']);
    path = next ?? null;
    answers++;
  }
  expect(answers).toBe(3);
  expect(ids).toHaveLength(many);
  expect(new Set(ids).size).toBe(many);
});

test('the ids of an address may be in capitals; answers have them as ever', async () => {
  const { status, json } = await rest(owner, 'GET', activities.replace(acme.id, acme.id.toUpperCase()));
  expect(status).toBe(200);
  expect(new Set(json.result.map(({ organizationId }: { organizationId: string }) => organizationId))).toEqual(new Set([acme.id]));
});

test('a cursor that was tampered with is 400', async () => {
  expect((await rest(owner, 'GET', `${activities}?cursor=tampered`)).status).toBe(400);
});
