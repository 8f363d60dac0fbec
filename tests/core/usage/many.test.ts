import { afterEach, expect, test, vi } from 'vitest';
import { countUse, flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { log } from '@/lib/log';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization } from '@/tests/support/people';
import { keysNamed, writtenIn } from '@/tests/support/usage';

freshDatabase();
afterEach(() => vi.restoreAllMocks());

test('as many keys as there are wait for a database that takes no writes, and the writing goes on after it', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const acme = await anOrganization();
  const { key } = await aKeyOf(acme.member, acme);
  await rows('alter table key_usage rename to key_usage_away');
  for (let n = 0; n < 150_000; n++) countUse(`${String(n).padStart(8, '0')}-0000-4000-8000-000000000000`, null, null);
  countUse(key.id, null, null);
  await flushUses();
  expect(usesWaiting()).toBe(150_001);
  await rows('alter table key_usage_away rename to key_usage');
  await flushUses();
  expect([await rows('select count::int from key_usage where key_id = $1', key.id), usesWaiting()]).toEqual([[{ count: 1 }], 0]);
}, 120_000);

test('of very many keys that are due at once a hundredth is written at a time, and all of them on shutdown', async () => {
  const acme = await anOrganization();
  for (const id of await keysNamed(acme, 'very many', 20_000)) countUse(id, null, null);
  await expect.poll(usesWaiting, { interval: 5, timeout: 5_000 }).toBeLessThan(20_000);
  const { keys, writings } = await writtenIn('very many');
  expect(keys / writings).toBeGreaterThan(150);
  expect(keys / writings).toBeLessThanOrEqual(200);
  await flushUses();
  expect(await writtenIn('very many')).toMatchObject({ keys: 20_000 });
});
