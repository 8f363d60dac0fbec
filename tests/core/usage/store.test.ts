import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { countUse, flushUses } from '@/lib/core/usage/buffer';
import { addUses, outcomeOf } from '@/lib/core/usage/store';
import { log } from '@/lib/log';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { daysOf, totalOf } from '@/tests/support/usage';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => void (acme = await anOrganization()));
afterEach(() => vi.restoreAllMocks());

const newKey = async () => (await aKeyOf(acme.member, acme)).key.id;
const use = (keyId: string, count: number) => ({ keyId, rotatedAt: null, count, lastAt: Date.now(), address: null, userAgent: null });

const flushOf = (process: string, number: number, uses: Parameters<typeof addUses>[0]['uses']) => ({ process, number, uses });

test('a flush counts once: its number again, or a lower one that comes late, is taken; another process’s counts by itself', async () => {
  const key = await newKey();
  const [one, other] = [randomUUID(), randomUUID()];
  const sent = async (process: string, number: number) => addUses(flushOf(process, number, [use(key, 1)]));
  expect([await sent(one, 2), await sent(one, 2), await sent(one, 1), await sent(one, 3), await sent(other, 1)]).toEqual(['written', 'taken', 'taken', 'written', 'written']);
  expect(await totalOf(key)).toBe(3);
});

test('of a flush whose answer is lost it is told whether it was written, as often as one asks; where it was not, it never will be', async () => {
  const key = await newKey();
  const process = randomUUID();
  const [first, second] = [flushOf(process, 1, [use(key, 1)]), flushOf(process, 4, [use(key, 10)])];
  expect(await addUses(first)).toBe('written');
  expect([await outcomeOf(first, 2), await outcomeOf(first, 3)]).toEqual(['written', 'written']);
  expect([await outcomeOf(second, 5), await outcomeOf(second, 6), await addUses(second), await outcomeOf(second, 7)]).toEqual(['refused', 'refused', 'taken', 'refused']);
  expect(await addUses(flushOf(process, 8, [use(key, 100)]))).toBe('written');
  expect([await outcomeOf(first, 2), await totalOf(key)]).toEqual(['refused', 101]);
  expect(await addUses(flushOf(process, 8, [use(key, 1_000)]))).toBe('taken');
});

test('uses of an old secret are part of the flush', async () => {
  const key = await newKey();
  const flush = flushOf(randomUUID(), 1, [use(key, 1), { ...use(key, 2), rotatedAt: '2026-03-01 00:00:00+00' }]);
  for (let sent = 0; sent < 2; sent++) await addUses(flush);
  expect([await totalOf(key), await rows('select count::int from old_secret_uses where key_id = $1', key)]).toEqual([1, [{ count: 2 }]]);
});

test('a flush of which a key is no longer there counts the others, and one of which none is there is done with', async () => {
  vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const key = await newKey();
  const [process, gone] = [randomUUID(), use(randomUUID(), 1)];
  expect([await addUses(flushOf(process, 1, [use(key, 1), gone])), await addUses(flushOf(process, 2, [gone]))]).toEqual(['written', 'written']);
  expect(await totalOf(key)).toBe(1);
});

test('the days of a key outlive a use that an instance’s clock puts years ahead', async () => {
  const key = await newKey();
  countUse(key, null, null);
  await flushUses();
  await addUses(flushOf(randomUUID(), 1, [{ ...use(key, 1), lastAt: Date.now() + 1_000 * 86_400_000 }]));
  expect(await totalOf(key)).toBe(2);
});

test('what a process that wrote nothing for a month left behind is cleared by the first flush of another', async () => {
  const [gone, here, begins] = [randomUUID(), randomUUID(), randomUUID()];
  for (const process of [gone, here]) await addUses(flushOf(process, 1, [use(await newKey(), 1)]));
  await rows(`update usage_flushes set written_at = now() - interval '31 days' where process in ($1, $2)`, gone, here);
  await addUses(flushOf(here, 2, [use(await newKey(), 1)]));
  const left = async () => (await rows('select process from usage_flushes where process = any($1::uuid[])', `{${gone},${here},${begins}}`)).map(({ process }) => process).toSorted();
  expect(await left()).toEqual([gone, here].toSorted());
  await addUses(flushOf(begins, 1, [use(await newKey(), 1)]));
  expect(await left()).toEqual([here, begins].toSorted());
});

test('a key’s days of more than four hundred days ago are forgotten on a day on which it is used, and only then: its last use is told for ever', async () => {
  const [used, unused] = [await newKey(), await newKey()];
  for (const key of [used, unused]) {
    await rows(
      `insert into key_usage (key_id, day, count, last_at) select $1, (now() at time zone 'utc')::date - days, 1, now() - days * interval '1 day' from unnest(array[399, 402, 500]) days`,
      key,
    );
  }
  const days = async (key: string) => (await daysOf(key)).length;
  countUse(used, null, null);
  await flushUses();
  expect([await days(used), await days(unused)]).toEqual([2, 3]);
});
