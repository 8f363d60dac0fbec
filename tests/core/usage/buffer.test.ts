import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { countOldSecret, countUse, flushUses, usesWaiting } from '@/lib/core/usage/buffer';
import { database } from '@/db/client';
import { Unavailable } from '@/db/problems';
import { addUses } from '@/lib/core/usage/store';
import { log } from '@/lib/log';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { keysNamed, writtenIn } from '@/tests/support/usage';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  await flushUses();
});

const newKey = async () => (await aKeyOf(acme.member, acme)).key.id;
const counted = async (key: string) => rows('select day::text, count::int, last_address as address, last_user_agent as agent from key_usage where key_id = $1 order by day', key);
const total = async (key: string) => (await counted(key)).reduce((sum, row) => sum + Number(row.count), 0);

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
  expect(await Promise.all(keys.map(total))).toEqual([200, 200, 200, 200, 200]);
});

test('what a caller says of itself is stored as it stands, and spoils no other count of the same writing', async () => {
  const said = ['NULL', 'null', '', '{}', '{"a","b"}', 'a,b', '\\', '\\"; drop table keys; --', "o'clock", ' spaces ', 'tab\tin it', 'é\u00a0ÿ', null];
  const keys = await Promise.all(said.map(newKey));
  keys.forEach((key, i) => countUse(key, i % 2 ? '192.0.2.1' : null, said[i]!));
  await flushUses();
  const stored = await Promise.all(keys.map(counted));
  expect(stored.map(([row]) => [row!.agent, row!.address, row!.count])).toEqual(said.map((agent, i) => [agent, i % 2 ? '192.0.2.1' : null, 1]));
});

const soon = { timeout: 5_000 };

/** A first use of a key, counted and written when the clock says 0; gives the clock. */
async function writtenOnce(key: string) {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
  countUse(key, null, null);
  await expect.poll(usesWaiting, soon).toBe(0);
  expect(await total(key)).toBe(1);
  return clock;
}

test('the first use of a key is written at once, those of a busy one ten seconds after it was written', async () => {
  const [busy, other] = [await newKey(), await newKey()];
  const clock = await writtenOnce(busy);
  countUse(busy, null, null);
  countUse(busy, null, null);
  clock.mockReturnValue(9_999);
  countUse(other, null, null);
  await expect.poll(() => total(other), soon).toBe(1);
  expect(await total(busy)).toBe(1);
  clock.mockReturnValue(10_000);
  await expect.poll(() => total(busy), soon).toBe(3);
});

test('a key that is used no more is forgotten when its rest is over, and counted anew after that', async () => {
  const [quiet, other] = [await newKey(), await newKey()];
  const clock = await writtenOnce(quiet);
  clock.mockReturnValue(10_000);
  countUse(other, null, null);
  await expect.poll(() => total(other), soon).toBe(1);
  countUse(quiet, null, null);
  await expect.poll(() => total(quiet), soon).toBe(2);
});

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
  expect(await total(key)).toBe(0);
  await flushUses();
  expect(await counted(key)).toMatchObject([{ count: 3, address: '192.0.2.2', agent: 'wget' }]);
  await flushUses();
  expect(await total(key)).toBe(3);
});

test('a writing that fails is tried again by itself', async () => {
  const complained = vi.spyOn(log(), 'error').mockImplementation(() => {});
  const key = await newKey();
  await rows('alter table key_usage rename to key_usage_away');
  countUse(key, null, null);
  await expect.poll(() => complained.mock.calls.length, soon).toBe(1);
  await rows('alter table key_usage_away rename to key_usage');
  await expect.poll(() => total(key), soon).toBe(1);
});

test('uses of a key that a failover or a restore forgot are dropped, and hold up no others', async () => {
  const told = vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const key = await newKey();
  for (const id of [randomUUID(), key, randomUUID()]) countUse(id, null, null);
  for (const id of [randomUUID(), key]) countOldSecret(id, '2026-03-01 00:00:00+00', null, 'old');
  await flushUses();
  expect([await total(key), usesWaiting()]).toEqual([1, 0]);
  expect(await rows('select last_user_agent as agent from old_secret_uses where key_id = $1', key)).toEqual([{ agent: 'old' }]);
  expect(told.mock.calls.reduce((dropped, [what]) => dropped + (what as unknown as { dropped: number }).dropped, 0)).toBe(3);
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
  expect(await counted(key)).toEqual([
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
  expect(await counted(key)).toMatchObject([{ day: '2026-03-01', count: 1 }, { day: '2026-03-02', count: 1 }]);
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

const use = (keyId: string, count: number) => ({ keyId, rotatedAt: null, count, lastAt: Date.now(), address: null, userAgent: null });

test('a flush that is sent again counts once, an older one that comes late not at all, and another process’s by itself', async () => {
  const key = await newKey();
  const [one, other] = [randomUUID(), randomUUID()];
  const flush = { process: one, number: 2, uses: [use(key, 3)] };
  expect(await Promise.all([flush, flush, { ...flush, number: 1 }].map(addUses))).toEqual(['written', 'written', 'written']);
  expect(await total(key)).toBe(3);
  for (const next of [{ ...flush, number: 3 }, { ...flush, process: other, number: 1 }, flush]) await addUses(next);
  expect(await total(key)).toBe(9);
});

test('uses of an old secret are part of the flush: sent again, they count once', async () => {
  const key = await newKey();
  const flush = { process: randomUUID(), number: 1, uses: [use(key, 1), { ...use(key, 2), rotatedAt: '2026-03-01 00:00:00+00' }] };
  for (let sent = 0; sent < 2; sent++) await addUses(flush);
  expect([await total(key), await rows('select count::int from old_secret_uses where key_id = $1', key)]).toEqual([1, [{ count: 2 }]]);
});

test('a flush of which a key is no longer there counts the others once', async () => {
  vi.spyOn(log(), 'warn').mockImplementation(() => {});
  const key = await newKey();
  const flush = { process: randomUUID(), number: 1, uses: [use(key, 1), use(randomUUID(), 1)] };
  for (let sent = 0; sent < 2; sent++) expect(await addUses(flush)).toBe('written');
  expect(await total(key)).toBe(1);
});

test('a use that the database refuses is kept by itself, and holds up no other', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const [keys, refused] = [await keysNamed(acme, 'beside a refused one', 60), await newKey()];
  await rows(`alter table key_usage add constraint refuses check (key_id <> '${refused}')`);
  for (const id of [...keys.slice(0, 30), refused, ...keys.slice(30)]) countUse(id, null, null);
  for (let tries = 0; tries < 2; tries++) await flushUses();
  expect([await writtenIn('beside a refused one'), await total(refused), usesWaiting()]).toMatchObject([{ keys: 60 }, 0, 1]);
  await rows('alter table key_usage drop constraint refuses');
  await flushUses();
  expect([await total(refused), usesWaiting()]).toEqual([1, 0]);
});

test('a flush that may have been written counts once, though the database refuses it when it is sent again', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const real = database().count;
  vi.spyOn(database(), 'count')
    .mockImplementationOnce(async (...asked) => {
      await real(...asked);
      throw new Unavailable('the answer was lost');
    })
    .mockRejectedValueOnce(Object.assign(new Error('canceling statement due to statement timeout'), { code: '57014' }));
  const key = await newKey();
  for (let uses = 0; uses < 3; uses++) countUse(key, null, null);
  for (let tries = 0; tries < 3; tries++) await flushUses();
  expect([await total(key), usesWaiting()]).toEqual([3, 0]);
});

test('a writing that breaks off is followed by the next', async () => {
  const broken = vi.spyOn(database(), 'count').mockRejectedValueOnce(new Error('broken'));
  vi.spyOn(log(), 'error').mockImplementationOnce(() => { throw new Error('the disk of the log is full'); }).mockImplementation(() => {});
  const key = await newKey();
  countUse(key, null, null);
  await expect.poll(() => total(key), soon).toBe(1);
  expect(broken.mock.calls.length).toBe(2);
});

test('a key tells its day once whoever held it lets go', async () => {
  const key = await newKey();
  countUse(key, null, null);
  await flushUses();
  await rows('update keys set last_used_on = null where id = $1', key);
  countUse(key, null, null);
  await flushUses();
  expect(await rows(`select last_used_on = (now() at time zone 'utc')::date as today from keys where id = $1`, key)).toEqual([{ today: true }]);
});

test('the days of a key outlive a use that an instance’s clock puts years ahead', async () => {
  const key = await newKey();
  countUse(key, null, null);
  await flushUses();
  await addUses({ process: randomUUID(), number: 1, uses: [{ ...use(key, 1), lastAt: Date.now() + 1_000 * 86_400_000 }] });
  expect(await total(key)).toBe(2);
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
  const days = async (key: string) => (await counted(key)).length;
  countUse(used, null, null);
  await flushUses();
  expect([await days(used), await days(unused)]).toEqual([2, 3]);
});
