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

test('of very many keys that are due at once a share is written at a time, and all of them on shutdown', async () => {
  const told = vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const acme = await anOrganization();
  const last = await keysNamed(acme, 'last of many', 500);
  for (let n = 0; n < 90_000; n++) countUse(`${String(n).padStart(8, '0')}-0000-4000-8000-000000000001`, null, null);
  for (const id of last) countUse(id, null, null);
  await expect.poll(() => told.mock.calls.length, { interval: 1, timeout: 5_000 }).toBeGreaterThan(0);
  expect(told.mock.calls[0]![0]).toEqual({ dropped: 61 });
  await flushUses();
  expect([await writtenIn('last of many'), usesWaiting()]).toMatchObject([{ keys: 500 }, 0]);
}, 120_000);
