import { beforeAll, describe, expect, test } from 'vitest';
import { database } from '@/db/client';
import { sqlState } from '@/db/problems';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { anOrganization } from '@/tests/support/people';
import { sql } from 'drizzle-orm';

freshDatabase();

beforeAll(async () => {
  await anOrganization();
});

describe('[S24] the log cannot be changed', () => {
  test.each([
    `update audit_events set actor_name = 'somebody else'`,
    `update audit_events set created_at = created_at where false or true`,
    'delete from audit_events',
    'truncate audit_events',
    'truncate audit_events cascade',
    `insert into audit_events select * from audit_events on conflict (id) do update set actor_name = 'somebody else'`,
  ])('%s is refused', async (statement) => {
    const before = await dump();
    const refusal = await database().db.execute(sql.raw(statement)).then(() => null, (error: unknown) => error);
    expect(sqlState(refusal)).toBe('P0001');
    expect(await dump()).toBe(before);
  });

  test('no foreign key leads in or out, so that nothing cascades', async () => {
    expect(await rows(`select conname from pg_constraint where contype = 'f' and 'audit_events'::regclass in (conrelid, confrelid)`)).toEqual([]);
  });
});
