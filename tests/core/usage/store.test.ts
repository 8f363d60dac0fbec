import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { countUse, flushUses } from '@/lib/core/usage/buffer';
import { addUses } from '@/lib/core/usage/store';
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

test('a flush that is sent again counts once, an older one that comes late not at all, and another process’s by itself', async () => {
  const key = await newKey();
  const [one, other] = [randomUUID(), randomUUID()];
  const flush = { process: one, number: 2, uses: [use(key, 3)] };
  expect(await Promise.all([flush, flush, { ...flush, number: 1 }].map(addUses))).toEqual(['written', 'written', 'written']);
  expect(await totalOf(key)).toBe(3);
  for (const next of [{ ...flush, number: 3 }, { ...flush, process: other, number: 1 }, flush]) await addUses(next);
  expect(await totalOf(key)).toBe(9);
});

test('uses of an old secret are part of the flush: sent again, they count once', async () => {
  const key = await newKey();
  const flush = { process: randomUUID(), number: 1, uses: [use(key, 1), { ...use(key, 2), rotatedAt: '2026-03-01 00:00:00+00' }] };
  for (let sent = 0; sent < 2; sent++) await addUses(flush);
  expect([await totalOf(key), await rows('select count::int from old_secret_uses where key_id = $1', key)]).toEqual([1, [{ count: 2 }]]);
});

test('a flush of which a key is no longer there counts the others once', async () => {
  vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const key = await newKey();
  const flush = { process: randomUUID(), number: 1, uses: [use(key, 1), use(randomUUID(), 1)] };
  for (let sent = 0; sent < 2; sent++) expect(await addUses(flush)).toBe('written');
  expect(await totalOf(key)).toBe(1);
});

test('the days of a key outlive a use that an instance’s clock puts years ahead', async () => {
  const key = await newKey();
  countUse(key, null, null);
  await flushUses();
  await addUses({ process: randomUUID(), number: 1, uses: [{ ...use(key, 1), lastAt: Date.now() + 1_000 * 86_400_000 }] });
  expect(await totalOf(key)).toBe(2);
});

test('what a process that wrote nothing for a month left behind is cleared by the first flush of another', async () => {
  const [gone, here, begins] = [randomUUID(), randomUUID(), randomUUID()];
  for (const process of [gone, here]) await addUses({ process, number: 1, uses: [use(await newKey(), 1)] });
  await rows(`update usage_flushes set written_at = now() - interval '31 days' where process = $1`, gone);
  await addUses({ process: here, number: 2, uses: [use(await newKey(), 1)] });
  const left = async () => (await rows('select process from usage_flushes where process = any($1::uuid[])', `{${gone},${here},${begins}}`)).map(({ process }) => process).toSorted();
  expect(await left()).toEqual([gone, here].toSorted());
  await addUses({ process: begins, number: 1, uses: [use(await newKey(), 1)] });
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
