import { beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { listKeys } from '@/lib/core/keys/list';
import { orders } from '@/lib/core/keys/listing/filters';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { flushUses } from '@/lib/core/usage/buffer';
import { aMember, anOrganization, as, type Person, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

type Input = Omit<Parameters<typeof listKeys>[1], 'organization'>;

async function listed(person: Person, input: Input = {}) {
  const items = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listKeys>> = await listKeys(as(person), { organization: acme.id, ...input, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

const names = async (person: Person, input: Input = {}) => (await listed(person, input)).map(({ name }) => name);

/** A person with keys of these names, made in this order. */
async function aPersonWith(...named: string[]): Promise<{ person: Person; ids: Record<string, string> }> {
  const person = await aMember(acme.id);
  const ids: Record<string, string> = {};
  for (const name of named) ids[name] = (await aKeyOf(person, acme, name)).key.id;
  return { person, ids };
}

describe('search', () => {
  test('finds parts of names, in any case and script, two syllables and one letter too', async () => {
    const { person } = await aPersonWith('야간 배포 키', '本番 デプロイ', 'Nightly Export', 'x');
    expect(await names(person, { search: '배포' })).toEqual(['야간 배포 키']);
    expect(await names(person, { search: '포 키' })).toEqual(['야간 배포 키']);
    expect(await names(person, { search: '本番' })).toEqual(['本番 デプロイ']);
    expect(await names(person, { search: 'デプ' })).toEqual(['本番 デプロイ']);
    expect(await names(person, { search: 'EXPORT' })).toEqual(['Nightly Export']);
    expect(await names(person, { search: 'X' })).toEqual(['x', 'Nightly Export']);
    expect(await names(person, { search: '포배' })).toEqual([]);
    expect(await names(person, { search: '  ' })).toHaveLength(4);
  });

  test('takes wildcards, quotes and backslashes for what they are', async () => {
    const { person } = await aPersonWith('100%_done', 'plain', "Robert'); drop", 'back\\slash', '%_%_%');
    expect(await names(person, { search: '%_%_%' })).toEqual(['%_%_%']);
    expect(await names(person, { search: '%' })).toEqual(['%_%_%', '100%_done']);
    expect(await names(person, { search: "t');" })).toEqual(["Robert'); drop"]);
    expect(await names(person, { search: '\\' })).toEqual(['back\\slash']);
    expect(await names(person, { search: '{}' })).toEqual([]);
  });

  test('[S1] finds nothing of another member’s', async () => {
    await aPersonWith('Secret plan');
    expect(await names(acme.member, { search: 'Secret plan' })).toEqual([]);
    expect(await names(acme.admin, { search: 'Secret plan' })).toEqual(['Secret plan']);
  });

  test('finds a renamed key by its new name only', async () => {
    const { person, ids } = await aPersonWith('Old name');
    await rows(`update keys set name = 'Fresh' where id = $1`, ids['Old name']);
    expect([await names(person, { search: 'Old' }), await names(person, { search: 'esh' })]).toEqual([[], ['Fresh']]);
  });
});

describe('filters', () => {
  test('by state and status', async () => {
    const { person, ids } = await aPersonWith('good', 'paused', 'expired', 'revoked', 'both');
    await setOnKey(ids.paused!, 'disabled_at = now()');
    await setOnKey(ids.expired!, `expires_at = now() - interval '1 minute'`);
    await setOnKey(ids.revoked!, `revoked_at = now() - interval '2 minutes'`);
    await setOnKey(ids.both!, `revoked_at = now() - interval '1 minute', expires_at = now() - interval '1 day', disabled_at = now()`);
    expect(await names(person, { state: 'active' })).toEqual(['paused', 'good']);
    expect(await names(person, { state: 'inactive' })).toEqual(['both', 'revoked', 'expired']);
    expect(await names(person, { status: 'active' })).toEqual(['good']);
    expect(await names(person, { status: 'disabled' })).toEqual(['paused']);
    expect(await names(person, { status: 'expired' })).toEqual(['expired']);
    expect(await names(person, { status: 'revoked' })).toEqual(['both', 'revoked']);
    expect(await names(person, { state: 'inactive', order: 'ended' })).toEqual(['expired', 'revoked', 'both']);
  });

  test('by type, creator and scope', async () => {
    const person = await aMember(acme.id);
    await createKey(as(person), { organization: acme.id, name: 'token', type: 'BEARER_TOKEN', scopes: ['audit:read'] });
    await createKey(as(person), { organization: acme.id, name: 'all', scopes: ['*:*'] });
    expect(await names(person, { type: 'BEARER_TOKEN' })).toEqual(['token']);
    expect(await names(acme.admin, { creator: person.userId })).toEqual(['all', 'token']);
    expect(await names(acme.member, { creator: person.userId })).toEqual([]);
    expect(await names(person, { scope: 'audit:read' })).toEqual(['token']);
    expect(await names(person, { scope: '*:*' })).toEqual(['all']);
    expect(await names(person, { scope: "a'{" })).toEqual([]);
  });

  test('by hygiene: never expires, never used, idle for 90 days, expiring in 14 days', async () => {
    const { person, ids } = await aPersonWith('for ever', 'soon', 'later', 'idle', 'old and unused');
    for (const name of ['soon', 'later', 'idle', 'old and unused']) await setOnKey(ids[name]!, `expires_at = now() + interval '200 days'`);
    await setOnKey(ids.soon!, `expires_at = now() + interval '13 days'`);
    await setOnKey(ids.idle!, `last_used_on = current_date - 92, created_at = now() - interval '100 days'`);
    await setOnKey(ids['old and unused']!, `created_at = now() - interval '91 days'`);
    await setOnKey(ids.later!, 'last_used_on = current_date');
    for (const state of ['any', 'active'] as const) {
      expect(await names(person, { state, only: 'never_expires' })).toEqual(['for ever']);
      expect(await names(person, { state, only: 'expiring_14_days' })).toEqual(['soon']);
      expect(await names(person, { state, only: 'idle_90_days' })).toEqual(['old and unused', 'idle']);
      expect(await names(person, { state, only: 'never_used' })).toEqual(['soon', 'for ever', 'old and unused']);
    }
  });

  test('a use makes a key used, with the next batch', async () => {
    const person = await aMember(acme.id);
    const { revealed } = await aKeyOf(person, acme, 'busy');
    expect(await names(person, { only: 'never_used' })).toEqual(['busy']);
    await verdictOf(revealed.plaintext);
    await flushUses();
    expect(await names(person, { only: 'never_used' })).toEqual([]);
  });
});

test.each(orders)('ordered by %s, pages of any size hold every key once', async (order) => {
  const { person, ids } = await aPersonWith('b', 'A', 'c', 'É', '가', 'b', 'never');
  for (const [index, name] of ['b', 'A', 'c', 'É', '가'].entries()) await setOnKey(ids[name]!, `expires_at = now() + interval '${index % 3} days'`);
  const whole = (await listed(person, { order, limit: 250 })).map(({ id }) => id);
  expect(whole).toHaveLength(order === 'ended' ? 5 : 7);
  for (const limit of [1, 2, 3]) expect((await listed(person, { order, limit })).map(({ id }) => id)).toEqual(whole);
});

test('orders: oldest and newest are each other’s reverse, names ignore case, what ends next comes first and never last', async () => {
  const { person, ids } = await aPersonWith('b', 'A', 'c');
  await setOnKey(ids.c!, `expires_at = now() + interval '1 day'`);
  await setOnKey(ids.b!, `expires_at = now() + interval '2 days'`);
  expect(await names(person, { order: 'newest' })).toEqual(['c', 'A', 'b']);
  expect(await names(person, { order: 'oldest' })).toEqual(['b', 'A', 'c']);
  expect(await names(person, { order: 'name' })).toEqual(['A', 'b', 'c']);
  expect(await names(person, { order: 'expiry' })).toEqual(['c', 'b', 'A']);
});

describe('the count', () => {
  test('is of what passes the filters, whatever the page', async () => {
    const { person } = await aPersonWith('a', 'b', 'ab');
    expect((await listKeys(as(person), { organization: acme.id, limit: 1 })).count).toBe(3);
    expect((await listKeys(as(person), { organization: acme.id, search: 'a' })).count).toBe(2);
    expect((await listKeys(as(person), { organization: acme.id, countUpTo: 2 })).count).toBe(2);
  });

  test('ends at 1,001, and beyond it pages still hold every key once, in every order', async () => {
    const { person, ids } = await aPersonWith('template');
    const columns = 'organization_id, created_by, type, prefix, scopes, key_suffix, secret_hash, pepper_version';
    await rows(
      `insert into keys (id, name, key_id_hash, created_at, expires_at, ${columns}) select gen_random_uuid(), 'many ' || n % 700, gen_random_uuid()::text, now() - n % 300 * interval '1 hour',
       case when n % 3 = 0 then now() + n % 50 * interval '1 day' + interval '1 day' end, ${columns} from keys, generate_series(1, 1100) as n where id = $1`,
      ids.template,
    );
    expect((await listKeys(as(person), { organization: acme.id })).count).toBe(1_001);
    expect((await listKeys(as(person), { organization: acme.id, countUpTo: 5_000 })).count).toBe(1_101);
    for (const order of ['newest', 'oldest', 'name', 'expiry'] as const) {
      const ids = (await listed(person, { order, limit: 250, state: 'active' })).map(({ id }) => id);
      expect(ids).toHaveLength(1_101);
      expect(new Set(ids).size).toBe(1_101);
    }
    expect(await listed(person, { search: 'many 699', limit: 10 })).toHaveLength(1);
  });
});

test('a cursor of another order is refused or is a position of this one, and never an error', async () => {
  const { person } = await aPersonWith('12', 'b', 'c');
  for (const given of orders.filter((order) => order !== 'ended')) {
    const { nextCursor } = await listKeys(as(person), { organization: acme.id, order: given, limit: 1 });
    for (const order of orders) {
      const answer = await listKeys(as(person), { organization: acme.id, order, cursor: nextCursor }).catch((error: { reason?: string }) => error.reason);
      expect(answer === 'invalid' || typeof answer === 'object', `${given} for ${order}: ${String(answer)}`).toBe(true);
    }
  }
});
