import { beforeAll, describe, expect, test } from 'vitest';
import { getKey } from '@/lib/core/keys/get';
import { createKey } from '@/lib/core/keys/create';
import { disableKey } from '@/lib/core/keys/disable';
import { endOldSecret } from '@/lib/core/keys/end-old-secret';
import { getOldSecret } from '@/lib/core/keys/old-secret';
import { revokeKey } from '@/lib/core/keys/revoke';
import { rotateKey } from '@/lib/core/keys/rotate';
import type { Grace } from '@/lib/core/keys/rotation/grace';
import { flushUses } from '@/lib/core/usage/buffer';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase, rows, withRead } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, holding, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const asMember = () => as(acme.member);
const rotate = (key: { id: string }, grace: Grace) => rotateKey(asMember(), { organization: acme.id, key: key.id, grace });
const old = (key: { id: string }) => getOldSecret(asMember(), { organization: acme.id, key: key.id });
const codeOf = async (plaintext: string) => (await verdictOf(plaintext)).code;

test('a rotated key keeps its id and Key ID, and has a new secret', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  const rotated = await rotate(key, '24h');
  expect(rotated.key).toMatchObject({ id: key.id, keySuffix: key.keySuffix, rotatedAt: expect.any(Date) });
  expect(rotated.revealed.keyId).toBe(revealed.keyId);
  expect(rotated.revealed.secret).not.toBe(revealed.secret);
  expect(await verdictOf(rotated.revealed.plaintext)).toMatchObject({ code: 'valid', key: { id: key.id } });
});

test('a rotated bearer token keeps its prefix', async () => {
  const { key } = await createKey(asMember(), { organization: acme.id, name: 'Token', type: 'BEARER_TOKEN' });
  expect((await rotate(key, 'none')).revealed.plaintext).toMatch(/^lkb_/);
});

test('[S16] grace none ends the old secret with the commit', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await rotate(key, 'none');
  expect(await codeOf(revealed.plaintext)).toBe('invalid_key');
  expect(await old(key)).toBeNull();
});

describe('the grace', () => {
  test('does not begin before the new secret is used', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await rotate(key, '1h');
    await setOnKey(key.id, `rotated_at = now() - interval '30 days'`);
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    expect(await old(key)).toMatchObject({ graceSeconds: 3_600, firstUseOfNew: null, endsAt: null });
  });

  test('begins with the first use of the new secret, once, and that is written before the answer', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const { revealed } = await rotate(key, '1h');
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    const begun = (await old(key))!;
    expect(begun.endsAt!.getTime() - begun.firstUseOfNew!.getTime()).toBe(3_600_000);
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    expect((await old(key))!.endsAt).toEqual(begun.endsAt);
  });

  test('is not begun by a request that is refused', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const { revealed } = await rotate(key, '1h');
    expect((await verdictOf(revealed.plaintext, ['table:create'])).code).toBe('insufficient_scope');
    expect((await old(key))!.endsAt).toBeNull();
  });

  test('[S20] that cannot be written makes the first use unavailable, never valid', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const { revealed } = await rotate(key, '1h');
    const failing = (real: (text: string, parameters: unknown[]) => Promise<never>) => (text: string, parameters: unknown[]) =>
      text.includes('update keys') ? Promise.reject(new Error('connection reset')) : real(text, parameters);
    await withRead(failing as never, async () => expect(await codeOf(revealed.plaintext)).toBe('unavailable'));
    expect((await old(key))!.endsAt).toBeNull();
    expect(await codeOf(revealed.plaintext)).toBe('valid');
  });

  test('is begun for no secret that a rotation replaced meanwhile: its use is judged by what the key is now', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const { revealed: lost } = await rotate(key, '1h');
    let third = '';
    const rotatedBefore = (real: (text: string, parameters: unknown[]) => Promise<unknown>) => async (text: string, parameters: unknown[]) => {
      if (text.includes('update keys') && !third) third = (await rotate(key, '1h')).revealed.plaintext;
      return real(text, parameters);
    };
    await withRead(rotatedBefore as never, async () => expect(await codeOf(lost.plaintext)).toBe('invalid_key'));
    expect((await old(key))!.endsAt).toBeNull();
    expect(await codeOf(third)).toBe('valid');
  });

  test('is exact: at its end the old secret is any wrong secret, a millisecond before it is good', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await rotate(key, '1h');
    await setOnKey(key.id, `secret_first_used_at = now(), previous_expires_at = timestamptz '2030-01-01T00:00:00Z'`);
    const at = (instant: string) =>
      withRead((real) => (text, parameters) => real(text.replaceAll('statement_timestamp()', `timestamptz '${instant}'`), parameters), () => codeOf(revealed.plaintext));
    expect(await at('2029-12-31T23:59:59.999Z')).toBe('valid');
    expect(await at('2030-01-01T00:00:00Z')).toBe('invalid_key');
  });

  test.each([['24h', 86_400], ['3d', 259_200], ['7d', 604_800]] as const)('of %s is of %i seconds', async (grace, seconds) => {
    const { key } = await aKeyOf(acme.member, acme);
    await rotate(key, grace);
    expect((await old(key))!.graceSeconds).toBe(seconds);
  });

  test('of another length is refused', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    expect(await refusalOf(rotate(key, '8d' as Grace))).toMatchObject({ reason: 'invalid', fields: [{ path: 'grace' }] });
  });
});

describe('a new rotation', () => {
  test('replaces a pending one: the lost secret is dead, the one that programs have is good', async () => {
    const { key, revealed: first } = await aKeyOf(acme.member, acme);
    const { revealed: lost } = await rotate(key, '1h');
    const { revealed: third } = await rotate(key, '1h');
    expect(await codeOf(lost.plaintext)).toBe('invalid_key');
    expect(await codeOf(first.plaintext)).toBe('valid');
    expect(await codeOf(third.plaintext)).toBe('valid');
    expect((await old(key))!.endsAt).toBeInstanceOf(Date);
  });

  test('once the new secret is used, makes that one the old', async () => {
    const { key, revealed: first } = await aKeyOf(acme.member, acme);
    const { revealed: second } = await rotate(key, '1h');
    await codeOf(second.plaintext);
    const { revealed: third } = await rotate(key, '1h');
    expect(await Promise.all([first, second, third].map(({ plaintext }) => codeOf(plaintext)))).toEqual(['invalid_key', 'valid', 'valid']);
  });

  test('without grace ends a pending one, too', async () => {
    const { key, revealed: first } = await aKeyOf(acme.member, acme);
    const { revealed: second } = await rotate(key, '1h');
    const { revealed: third } = await rotate(key, 'none');
    expect(await Promise.all([first, second, third].map(({ plaintext }) => codeOf(plaintext)))).toEqual(['invalid_key', 'invalid_key', 'valid']);
  });
});

test('[S16] the old secret can be ended at once, with one event; a second time changes nothing', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  const { revealed: fresh } = await rotate(key, '7d');
  const end = () => endOldSecret(asMember(), { organization: acme.id, key: key.id });
  await end();
  expect(await codeOf(revealed.plaintext)).toBe('invalid_key');
  expect(await codeOf(fresh.plaintext)).toBe('valid');
  await end();
  expect((await eventsAbout(acme, key.id)).map(({ action }) => action)).toEqual(['key.created', 'key.rotated', 'key.old_secret_ended']);
});

test('it is told whether, when and from where the old secret was last used', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  const { revealed: fresh } = await rotate(key, '1h');
  await verdictOf(fresh.plaintext, [], '192.0.2.1');
  await flushUses();
  expect((await old(key))!.lastUsed).toBeNull();
  await verdictOf(revealed.plaintext, [], '192.0.2.8');
  await verdictOf(revealed.plaintext, [], '192.0.2.9');
  await flushUses();
  expect((await old(key))!.lastUsed).toMatchObject({ at: expect.any(Date), address: '192.0.2.9', count: 2 });
  expect(await rows('select count::int from key_usage where key_id = $1', key.id)).toEqual([{ count: 3 }]);
});

test('[S16] revoked, disabled: the old secret is told so, like the new', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await rotate(key, '1h');
  await disableKey(asMember(), { organization: acme.id, key: key.id });
  expect(await codeOf(revealed.plaintext)).toBe('key_disabled');
  await revokeKey(asMember(), { organization: acme.id, key: key.id });
  expect(await codeOf(revealed.plaintext)).toBe('key_revoked');
});

test('a revoked key cannot be rotated, nor an expired one', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  await setOnKey(key.id, 'expires_at = now() - make_interval(secs => 0.001)');
  expect(await refusalOf(rotate(key, '1h'))).toMatchObject({ reason: 'conflict', problem: 'key_is_expired' });
  await revokeKey(asMember(), { organization: acme.id, key: key.id });
  expect(await refusalOf(rotate(key, '1h'))).toMatchObject({ reason: 'conflict', problem: 'key_is_revoked' });
});

test('a key whose plaintext Latchkey never had cannot be rotated here', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  await setOnKey(key.id, 'key_id = null');
  expect(await refusalOf(rotate(key, '1h'))).toMatchObject({ reason: 'conflict', problem: 'secret_elsewhere' });
});

test('[S7] a key rotates no key that may do more than itself', async () => {
  const { key } = await aKeyOf(acme.member, acme, 'Narrow');
  const { key: wider } = await createKey(asMember(), { organization: acme.id, name: 'Wider', scopes: ['*:*'] });
  const attempt = async (scopes: string[]) => refusalOf(rotateKey(await holding(key, scopes), { organization: acme.id, key: wider.id }));
  expect(await attempt(['key:update', 'table:read'])).toMatchObject({ reason: 'forbidden', problem: 'key_wider' });
  await setOnKey(key.id, `expires_at = now() + interval '1 day'`);
  expect(await attempt(['*:*'])).toMatchObject({ reason: 'forbidden', problem: 'key_longer' });
});

test('[S11] the new plaintext is in one answer only', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  const { revealed } = await rotate(key, '1h');
  const stored = await dump();
  for (const text of [revealed.secret, revealed.secret.slice(0, 43)]) expect(stored).not.toContain(text);
  expect(JSON.stringify(await auditOf(acme))).not.toContain(revealed.keyId);
  expect(JSON.stringify(await getKey(asMember(), { organization: acme.id, key: key.id }))).not.toContain(revealed.keyId);
});

test('[S26] of rotations that run against verification, the secret that programs have never fails', async () => {
  for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 10; round++) {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    const rotations = Promise.all([rotate(key, '1h'), rotate(key, '24h')]);
    const codes = await Promise.all(Array.from({ length: 10 }, () => codeOf(revealed.plaintext)));
    await rotations;
    expect(new Set(codes)).toEqual(new Set(['valid']));
    expect(await codeOf(revealed.plaintext)).toBe('valid');
    expect(await outcome(rotations)).toBeNull();
  }
});
