import { afterEach, beforeAll, expect, test } from 'vitest';
import { database, useDatabase, type Database } from '@/db/client';
import { rotateKey } from '@/lib/core/keys/rotate';
import { countByPepper } from '@/lib/core/verification/reseal/store';
import { forget } from '@/lib/once';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';

freshDatabase();

const original = process.env.KEY_PEPPER;
const pepper = (value: string | undefined) => {
  process.env.KEY_PEPPER = value;
  for (const name of ['environment', 'secrets']) forget(name);
};
afterEach(() => pepper(original));

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const versionOf = async (id: string) => (await rows('select pepper_version as version from keys where id = $1', id))[0]!.version;

test('a key keeps working under a new pepper, is sealed with it at its next use, and then needs the old one no more', async () => {
  const used = await aKeyOf(acme.member, acme);
  const idle = await aKeyOf(acme.member, acme);
  const fresh = `2:${'x'.repeat(40)}`;
  pepper(`${fresh},${original}`);
  expect(await countByPepper()).toEqual([{ version: 1, keys: 2 }]);
  expect((await verdictOf(used.revealed.plaintext)).code).toBe('valid');
  await expect.poll(() => versionOf(used.key.id)).toBe(2);
  expect(await countByPepper()).toEqual([{ version: 1, keys: 1 }, { version: 2, keys: 1 }]);
  pepper(fresh);
  expect((await verdictOf(used.revealed.plaintext)).code).toBe('valid');
  expect((await verdictOf(idle.revealed.plaintext)).code).toBe('invalid_key');
});

test('a refused use seals nothing', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  pepper(`3:${'y'.repeat(40)},${original}`);
  const written: string[] = [];
  const watched = (real: Database['read']): Database['read'] => (text, parameters) => {
    if (/^\s*update/.test(text)) written.push(text);
    return real(text, parameters);
  };
  const real = database();
  useDatabase({ ...real, count: watched(real.count) });
  expect((await verdictOf(revealed.plaintext, ['table:create'])).code).toBe('insufficient_scope');
  expect((await verdictOf(`${revealed.plaintext.slice(0, -1)}`)).code).toBe('invalid_key');
  expect(written).toEqual([]);
  expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
  expect(written).toHaveLength(1);
  useDatabase(real);
  await expect.poll(() => versionOf(key.id)).toBe(3);
});

test('the old secret of a rotation counts for the pepper that seals it, until it is over', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  const fresh = `4:${'z'.repeat(40)}`;
  pepper(`${fresh},${original}`);
  const before = await countByPepper();
  const rotated = await rotateKey(as(acme.member), { organization: acme.id, key: key.id, grace: '24h' });
  expect(await countByPepper()).toEqual([...before, { version: 4, keys: 1 }]);
  await rows(`update keys set previous_expires_at = statement_timestamp() - interval '1 ms' where id = $1`, key.id);
  expect((await countByPepper())[0]!.keys).toBe(before[0]!.keys - 1);
  pepper(fresh);
  expect((await verdictOf(rotated.revealed.plaintext)).code).toBe('valid');
});

test('the old secret of a rotation is sealed anew, too, at its next use, while the new one still waits for its first', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  const fresh = `5:${'w'.repeat(40)}`;
  pepper(`${fresh},${original}`);
  const rotated = await rotateKey(as(acme.member), { organization: acme.id, key: key.id, grace: '24h' });
  expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
  await expect.poll(async () => (await rows('select previous_pepper_version as version from keys where id = $1', key.id))[0]!.version).toBe(5);
  pepper(fresh);
  expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
  expect((await verdictOf(rotated.revealed.plaintext)).code).toBe('valid');
});
