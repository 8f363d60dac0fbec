import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { database } from '@/db/client';
import { Unavailable } from '@/db/problems';
import { countOldSecret, countUse, flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { log } from '@/lib/log';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { daysOf, keysNamed, totalOf, writtenIn } from '@/tests/support/usage';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => void (acme = await anOrganization()));
afterEach(async () => {
  vi.restoreAllMocks();
  await flushUses();
});

const newKey = async () => (await aKeyOf(acme.member, acme)).key.id;
const soon = { timeout: 5_000 };

test('a flush that fails keeps the counts for the next, added to what came meanwhile', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const key = await newKey();
  await rows('alter table key_usage rename to key_usage_away');
  countUse(key, '192.0.2.1', 'curl');
  countUse(key, '192.0.2.1', 'curl');
  await flushUses();
  countUse(key, '192.0.2.2', 'wget');
  await flushUses();
  await rows('alter table key_usage_away rename to key_usage');
  expect(await totalOf(key)).toBe(0);
  await flushUses();
  expect(await daysOf(key)).toMatchObject([{ count: 3, address: '192.0.2.2', agent: 'wget' }]);
  await flushUses();
  expect(await totalOf(key)).toBe(3);
});

test('a writing that fails is tried again by itself', async () => {
  const complained = vi.spyOn(log(), 'error').mockImplementation(() => {});
  const key = await newKey();
  await rows('alter table key_usage rename to key_usage_away');
  countUse(key, null, null);
  await expect.poll(() => complained.mock.calls.length, soon).toBe(1);
  await rows('alter table key_usage_away rename to key_usage');
  await expect.poll(() => totalOf(key), soon).toBe(1);
});

test('uses of a key that a failover or a restore forgot are dropped, and hold up no others', async () => {
  const told = vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const key = await newKey();
  for (const id of [randomUUID(), key, randomUUID()]) countUse(id, null, null);
  for (const id of [randomUUID(), key]) countOldSecret(id, '2026-03-01 00:00:00+00', null, 'old');
  await flushUses();
  expect([await totalOf(key), usesWaiting()]).toEqual([1, 0]);
  expect(await rows('select last_user_agent as agent from old_secret_uses where key_id = $1', key)).toEqual([{ agent: 'old' }]);
  expect(told.mock.calls.reduce((dropped, [what]) => dropped + (what as unknown as { dropped: number }).dropped, 0)).toBe(3);
});

test('uses that the database refuses are kept by themselves, and hold up no other, however many they are', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const [refused, good] = [await keysNamed(acme, 'refused', 30), await keysNamed(acme, 'good', 100)];
  await rows(`alter table key_usage add constraint refuses check (key_id not in (${refused.map((id) => `'${id}'`).join()}))`);
  for (const id of [...good.slice(0, 50), ...refused, ...good.slice(50)]) countUse(id, null, null);
  for (let tries = 0; tries < 3; tries++) await flushUses();
  expect([await writtenIn('good'), await writtenIn('refused'), usesWaiting()]).toMatchObject([{ keys: 100 }, { keys: 0 }, 30]);
  await rows('alter table key_usage drop constraint refuses');
  for (let tries = 0; tries < 2; tries++) await flushUses();
  expect([await writtenIn('refused'), usesWaiting()]).toMatchObject([{ keys: 30 }, 0]);
});

const lostAnswer = new Unavailable('the answer was lost');

test.each([['was written', true], ['was not', false]])('a flush whose answer is lost counts once, if it %s', async (_, written) => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const real = database().count;
  const asked = vi.spyOn(database(), 'count').mockImplementationOnce(async (...flush) => {
    if (written) await real(...flush);
    throw lostAnswer;
  }).mockRejectedValueOnce(lostAnswer);
  const key = await newKey();
  for (let uses = 0; uses < 3; uses++) countUse(key, null, null);
  for (let tries = 0; tries < 3; tries++) await flushUses();
  expect([await totalOf(key), usesWaiting()]).toEqual([3, 0]);
  await real(...asked.mock.calls[0]!);
  expect(await totalOf(key)).toBe(3);
});

test.each(['EPIPE', '08006', '40003', '57P01', '58000', 'XX000'])('a flush that ends with %s may have been written, and counts once', async (code) => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const real = database().count;
  vi.spyOn(database(), 'count').mockImplementationOnce(async (...flush) => {
    await real(...flush);
    throw Object.assign(new Error('ended'), { code });
  });
  const key = await newKey();
  countUse(key, null, null);
  for (let tries = 0; tries < 2; tries++) await flushUses();
  expect([await totalOf(key), usesWaiting()]).toEqual([1, 0]);
});

test('keys that the database never takes in its time together are written apart, though no answer ever says so', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const real = database().count;
  vi.spyOn(database(), 'count').mockImplementation(async (text, parameters) => {
    if (String(parameters[2]).split('keyId').length > 8) throw lostAnswer;
    return real(text, parameters);
  });
  for (const id of await keysNamed(acme, 'too many together', 50)) countUse(id, null, null);
  for (let tries = 0; tries < 20 && usesWaiting() > 0; tries++) await flushUses();
  expect([await writtenIn('too many together'), usesWaiting()]).toMatchObject([{ keys: 50 }, 0]);
});

test('a copy of a process that has written on meanwhile counts as another', async () => {
  const key = await newKey();
  countUse(key, null, null);
  await flushUses();
  // As where a machine is set back to a picture of its memory.
  await rows('update usage_flushes set number = number + 1000');
  countUse(key, null, null);
  await flushUses();
  await flushUses();
  expect([await totalOf(key), usesWaiting()]).toEqual([2, 0]);
});

test('a writing that breaks off is followed by the next', async () => {
  const broken = vi.spyOn(database(), 'count').mockRejectedValueOnce(new Error('broken'));
  vi.spyOn(log(), 'error').mockImplementationOnce(() => { throw new Error('the disk of the log is full'); }).mockImplementation(() => {});
  const key = await newKey();
  countUse(key, null, null);
  await expect.poll(() => totalOf(key), soon).toBe(1);
  expect(broken.mock.calls.length).toBe(3);
});

test('a key that could not be told its day is told it by the next flush', async () => {
  const key = await newKey();
  countUse(key, null, null);
  await flushUses();
  await rows('update keys set last_used_on = null where id = $1', key);
  countUse(key, null, null);
  await flushUses();
  expect(await rows(`select last_used_on = (now() at time zone 'utc')::date as today from keys where id = $1`, key)).toEqual([{ today: true }]);
});
