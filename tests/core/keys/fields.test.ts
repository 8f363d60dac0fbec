import { beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { getKey } from '@/lib/core/keys/get';
import { presetScopes } from '@/lib/core/keys/scopes';
import { updateKey } from '@/lib/core/keys/update';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, holding, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

type Fields = Omit<Parameters<typeof createKey>[1], 'organization' | 'name'>;
const create = (fields: Fields, name = 'CI') => createKey(as(acme.member), { organization: acme.id, name, ...fields });
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A field is refused the same way when a key is made and when it is changed. */
async function refusedBothWays(fields: Fields, problem: Record<string, unknown>): Promise<void> {
  const { key } = await aKeyOf(acme.member, acme);
  for (const attempt of [() => create(fields), () => updateKey(as(acme.member), { organization: acme.id, key: key.id, ...(fields as object) })]) {
    expect(await refusalOf(attempt())).toMatchObject({ reason: 'invalid', fields: [problem] });
  }
}

describe('the type', () => {
  test('an API key is lk_, a bearer token lkb_ and good as a bearer token only', async () => {
    expect((await create({})).revealed.plaintext).toMatch(/^lk_/);
    const token = await create({ type: 'BEARER_TOKEN' });
    expect(token.key.type).toBe('BEARER_TOKEN');
    expect(token.revealed.plaintext).toMatch(/^lkb_/);
    expect((await verdictOf(token.revealed.plaintext)).code).toBe('invalid_key');
  });

  test('another is refused', async () => {
    expect(await refusalOf(create({ type: 'MASTER' as 'API_KEY' }))).toMatchObject({ fields: [{ path: 'type' }] });
  });
});

describe('the scopes', () => {
  test('empty are refused', () => refusedBothWays({ scopes: [] }, { path: 'scopes', problem: 'scopes_required' }));
  test('null are refused', () => refusedBothWays({ scopes: null as never }, { path: 'scopes' }));
  test.each(['table:fly', '*', 'table', '', 'TABLE:read', '*:read', 'table:read ', '__proto__'])('the unknown %j is refused by name', (scope) =>
    refusedBothWays({ scopes: ['table:read', scope] }, { path: 'scopes', problem: 'unknown_scope', values: { scope } }),
  );
  test('an unknown preset is refused by name', () => refusedBothWays({ preset: 'root' }, { path: 'preset', problem: 'unknown_preset', values: { preset: 'root' } }));
  test('a preset together with scopes is refused', () => refusedBothWays({ preset: 'ci', scopes: ['table:read'] }, { path: 'preset', problem: 'preset_and_scopes' }));

  test('[S7] not given are those for reading, never all', async () => {
    expect((await create({})).key.scopes).toEqual(presetScopes('read_only'));
  });

  test.each([['admin', ['*:*']], ['query_endpoints', ['table:data:read']], ['developer', undefined], ['ci', undefined], ['ai_agent', undefined]])('the preset %s', async (preset, scopes) => {
    expect((await create({ preset })).key.scopes).toEqual(scopes ?? presetScopes(preset));
  });

  test('given twice are kept once', async () => {
    expect((await create({ scopes: ['table:read', 'table:read'] })).key.scopes).toEqual(['table:read']);
  });

  test('a scope that left the catalogue stays on the key, grants nothing, and does not keep the key from being edited', async () => {
    const { key, revealed } = await create({ scopes: ['table:read'] });
    await setOnKey(key.id, `scopes = array['table:read', 'rocket:launch']`);
    expect(await verdictOf(revealed.plaintext)).toMatchObject({ code: 'valid', scopes: ['table:read'] });
    expect((await verdictOf(revealed.plaintext, ['rocket:launch'])).code).toBe('insufficient_scope');
    const edited = await updateKey(as(acme.member), { organization: acme.id, key: key.id, scopes: ['rocket:launch', 'table:create'] });
    expect(edited.scopes).toEqual(['rocket:launch', 'table:create']);
  });
});

describe('the expiry', () => {
  test.each(['2001-01-01T00:00:00Z', '0001-01-01T00:00:00Z'])('in the past (%s) is refused', (expiresAt) => refusedBothWays({ expiresAt }, { path: 'expiresAt', problem: 'expiry_past' }));
  test.each(['10000-01-01T00:00:00Z', '+012026-01-01T00:00:00.000Z', '275760-09-13T00:00', '9999-12-31T23:30:00-01:00'])('beyond the year 9999 (%s) is refused', (expiresAt) =>
    refusedBothWays({ expiresAt }, { path: 'expiresAt', problem: 'expiry_far' }),
  );
  test.each(['tomorrow', '', '2030-02-30', '2030-13-01T00:00:00Z', '2030-01-01T00:00:00', '1e9', '2030-01-01 00:00:00Z'])('%j is refused', (expiresAt) =>
    refusedBothWays({ expiresAt }, { path: 'expiresAt', problem: 'expiry_malformed' }),
  );

  test('at the end of the year 9999, and never, are fine', async () => {
    expect((await create({ expiresAt: '9999-12-31T23:59:59.999Z' })).key.expiresAt).toEqual(new Date('9999-12-31T23:59:59.999Z'));
    expect((await create({ expiresAt: null })).key.expiresAt).toBeNull();
  });

  test('[S15] is judged by the database’s clock, not by this machine’s', async () => {
    const [{ now }] = (await rows(`select to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as now`)) as [{ now: string }];
    expect(await outcome(create({ expiresAt: now }))).toBe('invalid');
    expect(await outcome(create({ expiresAt: inDays(1) }))).toBeNull();
  });

  test('[S7] a key makes none that lives longer than itself', async () => {
    const { key } = await create({ expiresAt: inDays(1) });
    const child = async (expiresAt: string | null) => outcome(createKey(await holding(key, ['*:*']), { organization: acme.id, name: 'Child', expiresAt }));
    expect([await child(null), await child(inDays(2)), await child(inDays(0.5))]).toEqual(['forbidden', 'forbidden', null]);
  });
});

describe('the addresses', () => {
  test.each(['10.0.0.0/33', '10.0.0', '010.0.0.1', '0x7f.1', '2130706433', '::/129', 'fe80::1%eth0', 'localhost', '', '10.0.0.0/', '10.0.0.0/8/8', '::ffff:10.0.0.0/95', '10.0.0.0/-1'])('%j is refused, by its number', (source) =>
    refusedBothWays({ addresses: [{ source: '192.0.2.1' }, { source }] }, { path: 'addresses.1.source', problem: 'address_malformed', values: { number: 2, source } }),
  );
  test.each([['10.0.0.0/8', '10.0.0.0/8'], ['10.0.0.0/8', '10.1.2.3/8'], ['192.0.2.1', '::ffff:192.0.2.1'], ['192.0.2.1', '192.0.2.1/32'], ['2001:db8::/32', '2001:0DB8:0::/32']])('%s and %s are the same twice', (first, second) =>
    refusedBothWays({ addresses: [{ source: first }, { source: second }] }, { path: 'addresses.1.source', problem: 'address_twice' }),
  );
  test('101 entries are refused', () => refusedBothWays({ addresses: Array.from({ length: 101 }, (_, n) => ({ source: `10.0.0.${n}` })) }, { path: 'addresses', problem: 'addresses_many' }));
  test('a description with a line break is refused', () => refusedBothWays({ addresses: [{ source: '10.0.0.1', description: 'a\nb' }] }, { path: 'addresses.0.description', problem: 'name_characters' }));
  test('[S6] a field that an entry does not have is refused', () => refusedBothWays({ addresses: [{ source: '10.0.0.1', role: 'owner' } as never] }, { path: 'addresses.0.role', problem: 'unknown_field' }));

  test('are kept in one spelling, 100 of them and everywhere too', async () => {
    const sources = async (...given: string[]) => (await create({ addresses: given.map((source) => ({ source })) })).key.addresses.map(({ source }) => source);
    expect(await sources('10.1.2.3/8', '::ffff:192.0.2.1', '2001:DB8::1', ' 192.0.2.9 ')).toEqual(['10.0.0.0/8', '192.0.2.1', '2001:db8::1', '192.0.2.9']);
    expect(await sources('0.0.0.0/0', '::/0')).toEqual(['0.0.0.0/0', '::/0']);
    expect(await sources(...Array.from({ length: 100 }, (_, n) => `10.0.0.${n}`))).toHaveLength(100);
  });

  test('limit from where the key is good, IPv4-mapped IPv6 being IPv4', async () => {
    const { revealed } = await create({ addresses: [{ source: '::ffff:203.0.113.0/120', description: 'Seoul' }, { source: '2001:db8::/48' }] });
    const codes = await Promise.all(['203.0.113.9', '::ffff:203.0.113.9', '2001:db8::7', '203.0.114.1', '2001:db9::1'].map(async (address) => (await verdictOf(revealed.plaintext, [], address)).code));
    expect(codes).toEqual(['valid', 'valid', 'valid', 'ip_not_allowed', 'ip_not_allowed']);
  });
});

test.each(['🗝️', '👩‍👩‍👧‍👦 家族', 'مفتاح'])('a name of %s is kept', async (name) => {
  const { key } = await create({}, name);
  expect((await getKey(as(acme.member), { organization: acme.id, key: key.id })).name).toBe(name);
});
