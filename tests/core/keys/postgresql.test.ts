import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '@/db/client';
import { listKeys } from '@/lib/core/keys/list';
import { closeDatabase, newDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, as, type Person, type TestOrganization } from '@/tests/support/people';
import { plansDuring, rowsRead } from '@/tests/support/plans';

let url: string;
let acme: TestOrganization;

beforeAll(async () => {
  url = await newDatabase();
  await openDatabase({ url, pooler: false, dataDir: '' });
  acme = await anOrganization();
  const { key } = await aKeyOf(acme.member, acme, 'lives');
  // A long past, of which little lives: sixty keys, half of them with an end to come.
  await rows(
    `insert into keys (id, name, key_id_hash, created_at, expires_at, revoked_at, organization_id, created_by, type, prefix, scopes, key_suffix, secret_hash, pepper_version)
     select gen_random_uuid(), 'key ' || n, gen_random_uuid()::text, now() - n * interval '1 minute', case when n % 2 = 0 then now() + interval '20 days' end,
       case when n > 60 then now() - interval '1 hour' end, organization_id, created_by, type, prefix, scopes, key_suffix, secret_hash, pepper_version
     from keys, generate_series(1, 20000) n where id = $1`,
    key.id,
  );
  await rows('analyze keys');
});

afterAll(closeDatabase);

type Wanted = Omit<Parameters<typeof listKeys>[1], 'organization'>;
const views: [string, () => Person, Wanted, number][] = [
  ['all', () => acme.owner, {}, 61],
  ['by name', () => acme.owner, { order: 'name' }, 61],
  ['by expiry', () => acme.owner, { order: 'expiry' }, 61],
  ['of one type', () => acme.owner, { type: 'API_KEY' }, 61],
  ['never used', () => acme.owner, { only: 'never_used' }, 61],
  ['found by a word that most have', () => acme.owner, { search: 'key' }, 60],
  ['one’s own', () => acme.member, {}, 61],
];
test.each(views)('active keys, %s: what has ended is not read, however much it is', async (_, who, wanted, count) => {
  const plans = await plansDuring(url, 'keys', async () => expect((await listKeys(as(who()), { organization: acme.id, state: 'active', ...wanted })).count).toBe(count));
  expect(plans.length).toBeGreaterThan(1);
  for (const nodes of plans) expect(rowsRead(nodes, 'keys')).toBeLessThan(200);
});
