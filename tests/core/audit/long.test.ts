import { beforeAll, describe, expect, test } from 'vitest';
import { exportAuditEvents } from '@/lib/core/audit/export';
import { listAuditEvents } from '@/lib/core/audit/list';
import { changeRole } from '@/lib/core/members/change-role';
import { freshDatabase, rows } from '@/tests/support/database';
import { aMember, anOrganization, as, type TestOrganization } from '@/tests/support/people';

freshDatabase();

type Wanted = Omit<Parameters<typeof listAuditEvents>[1], 'organization'>;

describe('a long log', () => {
  const many = 30_000;
  let organization: TestOrganization;

  beforeAll(async () => {
    organization = await anOrganization('Long');
    // In parts: what the tests ask the database directly has a deadline.
    for (let part = 0; part < many; part += 3_000) await rows(
      `insert into audit_events (id, organization_id, created_at, action, actor_type, actor_name, door, entity, entity_id, entity_name, request_id)
       select gen_random_uuid(), $1, timestamptz '2020-01-01' + n * interval '1 second', case when n % 10000 = 5 then 'key.rotated' else 'key.updated' end,
         'system', '=1+1', 'command', 'key', 'x', case when n = 7 then 'needle' else 'hay' end, 'r' from generate_series($2::int + 1, $2::int + 3000) n`,
      organization.id,
      part,
    );
  }, 60_000);

  const ask = (wanted: Wanted) => listAuditEvents(as(organization.owner), { organization: organization.id, ...wanted });

  test('is searched slice by slice to its end', async () => {
    const found = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof ask>> = await ask({ search: 'needle', cursor });
      found.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(found.map(({ entityName }) => entityName)).toEqual(['needle']);
    expect((await ask({ action: 'key.rotated' })).items).toHaveLength(3);
    expect((await ask({ entity: 'member' })).items).toHaveLength(4);
  });

  test('is exported whole, each event once, a page in memory at a time', async () => {
    const seen = new Set<string>();
    let events = 0;
    for await (const { id } of exportAuditEvents(as(organization.owner), { organization: organization.id })) {
      seen.add(id);
      events++;
    }
    const [{ count }] = (await rows('select count(*)::int as count from audit_events where organization_id = $1', organization.id)) as [{ count: number }];
    expect(events).toBe(count);
    expect(seen.size).toBe(count);
    expect(count).toBeGreaterThan(many);
  }, 60_000);

  test('an export stops when the right to it ends', async () => {
    const admin = await aMember(organization.id, 'admin');
    const events = exportAuditEvents(as(admin), { organization: organization.id });
    await events.next();
    await changeRole(as(organization.owner), { organization: organization.id, member: admin.userId, role: 'member' });
    const rest = async () => {
      let count = 0;
      for await (const _ of events) count++;
      return count;
    };
    expect(await rest()).toBeLessThan(1_000);
  });
});
