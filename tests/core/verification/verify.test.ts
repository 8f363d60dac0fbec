import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Unavailable } from '@/db/problems';
import { mintKey, mintSecret, plaintext } from '@/lib/core/keys/format';
import { everything } from '@/lib/core/keys/scopes';
import { flushUses } from '@/lib/core/usage/buffer';
import { verify } from '@/lib/core/verification/verify';
import { forget } from '@/lib/once';
import { presented } from '@/lib/transport/credential';
import { freshDatabase, readsDuring, rows, withRead } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { aMember, anOrganization, changeRole, removed, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const codeOf = async (text: string, scopes: string[] = [], address: string | null = '192.0.2.1') => (await verdictOf(text, scopes, address)).code;

test('a good key is valid in every way of presenting it', async () => {
  const { revealed } = await aKeyOf(acme.member, acme);
  const basic = Buffer.from(`${revealed.keyId}:${revealed.secret}`).toString('base64');
  for (const headers of [['x-api-key', revealed.plaintext], ['Authorization', `Bearer ${revealed.plaintext}`], ['authorization', `basic ${basic}`]]) {
    expect((await verify(presented(headers), { scopes: [], address: null, userAgent: null })).code).toBe('valid');
  }
});

describe('[S13]', () => {
  test('a wrong checksum, a shortened, lengthened or changed key costs no query', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    const key = revealed.plaintext;
    const swapped = key.at(-1) === 'a' ? 'b' : 'a';
    const wrong = [key.slice(0, -1), `${key}a`, key.slice(0, -1) + swapped, key.toLowerCase(), key.slice(3), `x${key.slice(0, 3)}`, '', 'lk_', 'a'.repeat(9_000)];
    expect(await readsDuring(async () => {
      for (const text of wrong) expect(await codeOf(text)).toBe('invalid_key');
    })).toBe(0);
    expect(await readsDuring(() => codeOf(key))).toBe(1);
  });
});

describe('[S15] unknown key and wrong secret get the same verdict', () => {
  test('a well-formed key that nobody made', async () => {
    expect(await verdictOf(plaintext('lk', mintKey()))).toEqual({ code: 'invalid_key' });
  });

  test.each(['revoked_at = now()', 'disabled_at = now()', "expires_at = now() - interval '1 ms'", 'version = 2'])('the Key ID of a key where %s, with a secret of one’s own', async (change) => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await setOnKey(key.id, change);
    expect(await verdictOf(plaintext('lk', mintSecret(revealed.keyId)))).toEqual({ code: 'invalid_key' });
  });

  test('another prefix than the row’s', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    expect(await codeOf(`xx${revealed.plaintext.slice(2)}`)).toBe('invalid_key');
  });
});

describe('[S15] expiry', () => {
  test('is exact: now >= expiry is expired, a millisecond before is not', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await setOnKey(key.id, `expires_at = timestamptz '2030-01-01T00:00:00Z'`);
    const at = (instant: string) => withRead((real) => (text, parameters) => real(text.replaceAll('statement_timestamp()', `timestamptz '${instant}'`), parameters), () => codeOf(revealed.plaintext));
    expect(await at('2029-12-31T23:59:59.999Z')).toBe('valid');
    expect(await at('2030-01-01T00:00:00Z')).toBe('key_expired');
    expect(await at('2030-01-01T00:00:00.001Z')).toBe('key_expired');
  });

  test('is told in UTC', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await setOnKey(key.id, `expires_at = timestamptz '2030-01-01T09:00:00+09:00'`);
    expect(await verdictOf(revealed.plaintext)).toMatchObject({ key: { expiresAt: '2030-01-01T00:00:00.000Z' } });
  });
});

describe('[S16] the right secret is told why it is good no more, at once', () => {
  test.each([
    ['revoked', 'revoked_at = now()', 'key_revoked'],
    ['disabled', 'disabled_at = now()', 'key_disabled'],
    ['expired', `expires_at = now() - interval '1 ms'`, 'key_expired'],
  ])('%s', async (_, change, code) => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    await setOnKey(key.id, change);
    expect(await codeOf(revealed.plaintext)).toBe(code);
  });

  test('its creator removed: in that organization only', async () => {
    const person = await aMember(acme.id);
    const other = await anOrganization('Umbrella');
    await rows(`insert into memberships (organization_id, user_id, role) values ($1, $2, 'member')`, other.id, person.userId);
    const here = await aKeyOf(person, acme);
    const there = await aKeyOf(person, other);
    await removed(acme.id, person);
    expect(await codeOf(here.revealed.plaintext)).toBe('key_revoked');
    expect(await codeOf(there.revealed.plaintext)).toBe('valid');
  });

  test('its organization deleted', async () => {
    const gone = await anOrganization('Gone');
    const { revealed } = await aKeyOf(gone.owner, gone);
    await rows('update organizations set deleted_at = now() where id = $1', gone.id);
    expect(await codeOf(revealed.plaintext)).toBe('key_revoked');
  });
});

describe('scopes', () => {
  test('all that are asked for are needed, and the missing are told', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    expect(await codeOf(revealed.plaintext, ['table:data:read', 'key:read'])).toBe('valid');
    expect(await verdictOf(revealed.plaintext, ['table:data:read', 'table:create', 'nonsense'])).toEqual({ code: 'insufficient_scope', missing: ['table:create', 'nonsense'] });
  });

  test('[S8] a demotion shrinks the key at once', async () => {
    const admin = await aMember(acme.id, 'admin');
    const { key, revealed } = await aKeyOf(admin, acme);
    await rows('update keys set scopes = array[$2::text] where id = $1', key.id, everything);
    const scopes = async () => {
      const verdict = await verdictOf(revealed.plaintext);
      return verdict.code === 'valid' ? { role: verdict.key.role, scopes: verdict.scopes } : verdict;
    };
    expect(await scopes()).toMatchObject({ role: 'admin' });
    await changeRole(acme.id, admin, 'member');
    const { scopes: asMember, role } = (await scopes()) as { role: string; scopes: readonly string[] };
    expect(role).toBe('member');
    expect(asMember).not.toContain(everything);
    expect(await verdictOf(revealed.plaintext, ['member:create'])).toEqual({ code: 'insufficient_scope', missing: ['member:create'] });
  });
});

describe('addresses', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7', 'valid'],
    ['203.0.113.7', '203.0.113.8', 'ip_not_allowed'],
    ['203.0.113.0/24', '203.0.113.255', 'valid'],
    ['203.0.113.0/24', '::ffff:203.0.113.9', 'valid'],
    ['203.0.113.0/24', '203.0.114.0', 'ip_not_allowed'],
    ['2001:db8::/32', '2001:db8:1::1', 'valid'],
    ['2001:db8::/32', '203.0.113.1', 'ip_not_allowed'],
    ['0.0.0.0/0', '2001:db8::1', 'ip_not_allowed'],
    ['203.0.113.0/24', null, 'ip_not_allowed'],
    ['203.0.113.0/24', 'unknown', 'ip_not_allowed'],
  ])('a key for %s from %s is %s', async (source, address, code) => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await rows('update keys set addresses = jsonb_build_array(jsonb_build_object($2::text, $3::text, $4::text, $4::text)) where id = $1', key.id, 'source', source, 'description');
    expect(await codeOf(revealed.plaintext, [], address)).toBe(code);
  });
});

test('a bearer token is good as a bearer token only', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await setOnKey(key.id, `type = 'BEARER_TOKEN', prefix = 'lkb'`);
  const token = plaintext('lkb', revealed);
  const basic = Buffer.from(`${revealed.keyId}:${revealed.secret}`).toString('base64');
  const answers = [['x-api-key', token], ['authorization', `Basic ${basic}`], ['authorization', `Bearer ${token}`]];
  const codes = await Promise.all(answers.map(async (headers) => (await verify(presented(headers), { scopes: [], address: null, userAgent: null })).code));
  expect(codes).toEqual(['invalid_key', 'invalid_key', 'valid']);
});

describe('[S12] the database without the pepper verifies nothing', () => {
  const original = process.env.KEY_PEPPER;
  const pepper = (value: string | undefined) => {
    process.env.KEY_PEPPER = value;
    for (const name of ['environment', 'secrets']) forget(name);
  };
  afterEach(() => pepper(original));

  test('another pepper knows no key; the old one kept as an older version still does', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    pepper(`1:${'x'.repeat(32)}`);
    expect(await codeOf(revealed.plaintext)).toBe('invalid_key');
    pepper(`2:${'x'.repeat(32)},${original}`);
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    const second = await aKeyOf(acme.member, acme);
    expect(await rows('select pepper_version as version from keys where id = $1', second.key.id)).toEqual([{ version: 2 }]);
    pepper(original);
    expect(await codeOf(second.revealed.plaintext)).toBe('invalid_key');
  });
});

describe('[S20] a database that cannot answer gives unavailable, never valid', () => {
  test.each([new Unavailable('late'), new Error('connection reset')])('%s', async (failure) => {
    const { revealed } = await aKeyOf(acme.member, acme);
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    await withRead(() => () => Promise.reject(failure), async () => expect(await verdictOf(revealed.plaintext)).toEqual({ code: 'unavailable' }));
    expect(await codeOf(revealed.plaintext)).toBe('valid');
  });
});

test('only a good use is counted', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await codeOf(revealed.plaintext);
  await codeOf(revealed.plaintext, ['table:create']);
  await codeOf(`${revealed.plaintext.slice(0, -1)}`);
  await flushUses();
  expect((await rows('select count::int from key_usage where key_id = $1', key.id))).toEqual([{ count: 1 }]);
});
