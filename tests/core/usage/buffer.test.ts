import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { countOldSecret, countUse, flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { daysOf, keysNamed, totalOf, writtenIn } from '@/tests/support/usage';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => void (acme = await anOrganization()));
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await flushUses();
});

const newKey = async () => (await aKeyOf(acme.member, acme)).key.id;

test('counts are exact after flushes that overlap with uses', async () => {
  const keys = await Promise.all(Array.from({ length: 5 }, newKey));
  const flushes = [];
  for (let n = 0; n < 1_000; n++) {
    countUse(keys[n % 5]!, '192.0.2.1', 'curl');
    if (n % 100 === 0) {
      flushes.push(flushUses());
      await new Promise(setImmediate);
    }
  }
  await Promise.all([...flushes, flushUses()]);
  expect(await Promise.all(keys.map(totalOf))).toEqual([200, 200, 200, 200, 200]);
});

test('what a caller says of itself is stored as it stands, and spoils no other count of the same writing', async () => {
  const said = ['NULL', 'null', '', '{}', '{"a","b"}', 'a,b', '\\', '\\"; drop table keys; --', "o'clock", ' spaces ', 'tab\tin it', 'é\u00a0ÿ', null];
  const keys = await Promise.all(said.map(newKey));
  keys.forEach((key, i) => countUse(key, i % 2 ? '192.0.2.1' : null, said[i]!));
  await flushUses();
  const stored = await Promise.all(keys.map(daysOf));
  expect(stored.map(([row]) => [row!.agent, row!.address, row!.count])).toEqual(said.map((agent, i) => [agent, i % 2 ? '192.0.2.1' : null, 1]));
});

const soon = { timeout: 5_000 };

/** A first use of a key, counted and written when the clock says 0; gives the clock. */
async function writtenOnce(key: string) {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  countUse(key, null, null);
  await expect.poll(usesWaiting, soon).toBe(0);
  expect(await totalOf(key)).toBe(1);
  return clock;
}

test('the first use of a key is written at once, those of a busy one ten seconds after it was written', async () => {
  const [busy, other] = [await newKey(), await newKey()];
  const clock = await writtenOnce(busy);
  countUse(busy, null, null);
  countUse(busy, null, null);
  clock.mockReturnValue(9_999);
  countUse(other, null, null);
  await expect.poll(() => totalOf(other), soon).toBe(1);
  expect(await totalOf(busy)).toBe(1);
  clock.mockReturnValue(10_000);
  await expect.poll(() => totalOf(busy), soon).toBe(3);
});

test('a key that is used no more is forgotten when its rest is over, and counted anew after that', async () => {
  const [quiet, other] = [await newKey(), await newKey()];
  const clock = await writtenOnce(quiet);
  clock.mockReturnValue(10_000);
  countUse(other, null, null);
  await expect.poll(() => totalOf(other), soon).toBe(1);
  countUse(quiet, null, null);
  await expect.poll(() => totalOf(quiet), soon).toBe(2);
});

test('a day has a row of its own, and the later use tells the address, whatever the order of writing', async () => {
  const key = await newKey();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T00:00:00.000Z') });
  countUse(key, '192.0.2.2', 'later');
  await flushUses();
  vi.setSystemTime(new Date('2026-03-01T23:59:59.999Z'));
  countUse(key, '192.0.2.1', 'earlier');
  await flushUses();
  vi.setSystemTime(new Date('2026-03-02T12:00:00.000Z'));
  countUse(key, '192.0.2.4', 'noon');
  await flushUses();
  vi.setSystemTime(new Date('2026-03-02T11:00:00.000Z'));
  countUse(key, '192.0.2.3', 'another instance, before noon');
  await flushUses();
  expect(await daysOf(key)).toEqual([
    { day: '2026-03-01', count: 1, address: '192.0.2.1', agent: 'earlier' },
    { day: '2026-03-02', count: 3, address: '192.0.2.4', agent: 'noon' },
  ]);
});

test('the last use of an old secret is the latest, whatever the order of writing', async () => {
  const key = await newKey();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-02T12:00:00.000Z') });
  countOldSecret(key, '2026-03-01 00:00:00+00', '192.0.2.4', 'noon');
  await flushUses();
  vi.setSystemTime(new Date('2026-03-02T11:00:00.000Z'));
  countOldSecret(key, '2026-03-01 00:00:00+00', '192.0.2.3', 'another instance, before noon');
  await flushUses();
  const [use] = await rows('select count::int, last_at as at, last_address as address, last_user_agent as agent from old_secret_uses where key_id = $1', key);
  expect({ ...use, at: new Date(use!.at as string).toISOString() }).toEqual({ count: 2, at: '2026-03-02T12:00:00.000Z', address: '192.0.2.4', agent: 'noon' });
});

test('a use around midnight counts for the day it was on', async () => {
  const key = await newKey();
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T23:59:59.999Z') });
  countUse(key, null, null);
  vi.setSystemTime(new Date('2026-03-02T00:00:00.000Z'));
  countUse(key, null, null);
  await flushUses();
  expect(await daysOf(key)).toMatchObject([{ day: '2026-03-01', count: 1 }, { day: '2026-03-02', count: 1 }]);
});

test('more keys than fit one statement are all written', async () => {
  for (const id of await keysNamed(acme, 'many', 2_500)) countUse(id, '192.0.2.1', 'x'.repeat(500));
  await flushUses();
  expect(await writtenIn('many')).toEqual({ keys: 2_500, writings: 10, agent: 200 });
});

test('of many keys that are due at once twenty are written while others ask, and the rest when nobody does', async () => {
  for (const id of await keysNamed(acme, 'due', 350)) countUse(id, null, null);
  await expect.poll(usesWaiting, soon).toBe(0);
  expect(await writtenIn('due')).toEqual({ keys: 350, writings: 3, agent: null });
});
