import { beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { rotateKey } from '@/lib/core/keys/rotate';
import { flushUses } from '@/lib/core/usage/buffer';
import { takeUse } from '@/lib/core/verification/rate';
import { forget } from '@/lib/once';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, asKey, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const aLimitedKey = (rates: { second?: number; minute?: number; day?: number }) => createKey(as(acme.member), { organization: acme.id, name: 'limited', rates });
const codes = async (plaintext: string, times: number) => (await Promise.all(Array.from({ length: times }, () => verdictOf(plaintext)))).map(({ code }) => code);
const granted = (all: string[]) => all.filter((code) => code === 'valid').length;
const windowEnds = (id: string, window: string) => rows(`update key_rates set ${window}_ends_at = statement_timestamp() - make_interval(secs => 0.001) where key_id = $1`, id);

test('of many at once exactly as many as the rate are good, and the rest are over it, never invalid', async () => {
  const { revealed } = await aLimitedKey({ day: 7 });
  const all = await codes(revealed.plaintext, 50);
  expect(granted(all)).toBe(7);
  expect(new Set(all)).toEqual(new Set(['valid', 'rate_limited']));
  expect(granted(await codes(revealed.plaintext, 5))).toBe(0);
});

test('each window counts by itself, and a use that one refuses takes nothing from the others', async () => {
  const { key, revealed } = await aLimitedKey({ minute: 3, day: 5 });
  expect(granted(await codes(revealed.plaintext, 20))).toBe(3);
  await windowEnds(key.id, 'minute');
  expect(granted(await codes(revealed.plaintext, 20))).toBe(2);
  await windowEnds(key.id, 'minute');
  expect(granted(await codes(revealed.plaintext, 20))).toBe(0);
  await windowEnds(key.id, 'day');
  expect(granted(await codes(revealed.plaintext, 20))).toBe(3);
});

test('the verdict tells what is left of each window, and when it begins anew', async () => {
  const { revealed } = await aLimitedKey({ minute: 2, day: 10 });
  const first = await verdictOf(revealed.plaintext);
  expect(first).toMatchObject({ code: 'valid', windows: [{ name: 'minute', limit: 2, seconds: 60, left: 1, reset: 60 }, { name: 'day', limit: 10, seconds: 86_400, left: 9 }] });
  await verdictOf(revealed.plaintext);
  const third = await verdictOf(revealed.plaintext);
  expect(third).toMatchObject({ code: 'rate_limited', windows: [{ name: 'minute', left: 0 }, { name: 'day', left: 8 }] });
});

test('uses that are taken together have the rate that was read last, for it may have been lowered', async () => {
  const { key } = await aLimitedKey({ day: 5 });
  const taken = await Promise.all([5, 5, 2, 2].map((day) => takeUse(key.id, { second: null, minute: null, day })));
  expect(taken.map(({ granted }) => granted)).toEqual([true, true, false, false]);
  expect(taken.map(({ windows }) => windows[0])).toMatchObject([{ limit: 2, left: 1 }, { limit: 2, left: 0 }, { limit: 2, left: 0 }, { limit: 2, left: 0 }]);
});

test('only a use that is good in every other way takes from the rate', async () => {
  const { key, revealed } = await aLimitedKey({ day: 1 });
  expect((await verdictOf(revealed.plaintext, ['table:create'])).code).toBe('insufficient_scope');
  await setOnKey(key.id, 'disabled_at = now()');
  expect((await verdictOf(revealed.plaintext)).code).toBe('key_disabled');
  await setOnKey(key.id, 'disabled_at = null');
  expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
  expect((await verdictOf(revealed.plaintext)).code).toBe('rate_limited');
  await flushUses();
  expect(await rows('select count::int from key_usage where key_id = $1', key.id)).toEqual([{ count: 1 }]);
});

test('a key without a rate has no counter', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await verdictOf(revealed.plaintext);
  expect(await rows('select * from key_rates where key_id = $1', key.id)).toEqual([]);
});

test('statements of several instances at the same time grant exactly the rate', async () => {
  const { key } = await aLimitedKey({ day: 60 });
  const other = await aLimitedKey({ day: 60 });
  const rates = { second: null, minute: null, day: 60 };
  const taken = [];
  for (let round = 0; round < 40; round++) {
    // An instance of its own.
    forget('rate gatherer');
    for (const id of [key.id, other.key.id, key.id, other.key.id]) taken.push(takeUse(id, rates).then((one) => ({ id, ...one })));
    await new Promise(setImmediate);
  }
  const all = await Promise.all(taken);
  expect(all).toHaveLength(160);
  for (const id of [key.id, other.key.id]) expect(all.filter((one) => one.id === id && one.granted)).toHaveLength(60);
  expect((await rows('select day_used from key_rates where key_id = $1', key.id))[0]).toEqual({ day_used: 60 });
});

describe('a key makes and rotates none that is less limited than itself', () => {
  const scopes = ['key:create', 'key:update', 'key:read', 'table:data:read', 'project:read', 'environment:read', 'table:read', 'dashboard:read', 'member:read', 'invitation:read', 'organization:read', 'audit:read'];
  const limits = { rates: { minute: 10 }, projects: ['p1', 'p2'], environments: ['dev'] };

  test.each<[Partial<typeof limits> | { rates: { minute: number; day?: number } }, boolean]>([
    [{ rates: { minute: 10 }, projects: ['p1'], environments: ['dev'] }, true],
    [{ rates: { minute: 5, day: 1 }, projects: ['p1', 'p2'], environments: ['dev'] }, true],
    [{ rates: { minute: 11 }, projects: ['p1'], environments: ['dev'] }, false],
    [{ projects: ['p1'], environments: ['dev'] }, false],
    [{ rates: { minute: 10 }, environments: ['dev'] }, false],
    [{ rates: { minute: 10 }, projects: ['p3'], environments: ['dev'] }, false],
    [{}, false],
  ])('%j: %s', async (wanted, allowed) => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'maker', scopes, ...limits });
    const made = createKey(asKey(key, scopes), { organization: acme.id, name: 'made', scopes: ['table:data:read'], ...wanted });
    if (allowed) expect((await made).key).toMatchObject(wanted);
    else await expect(made).rejects.toMatchObject({ reason: 'forbidden', problem: 'key_looser' });
  });

  test('rotating', async () => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'maker', scopes, ...limits });
    const free = await createKey(as(acme.member), { organization: acme.id, name: 'free', scopes: ['table:data:read'] });
    await expect(rotateKey(asKey(key, scopes), { organization: acme.id, key: free.key.id })).rejects.toMatchObject({ problem: 'key_looser' });
  });
});

test.each([
  [{ rates: { second: 0 } }, 'rates.second', 'rate_range'],
  [{ rates: { second: 1.5 } }, 'rates.second', 'rate_range'],
  [{ projects: [] }, 'projects', 'required'],
  [{ projects: ['a b'] }, 'projects.0', 'limit_name'],
  [{ environments: Array.from({ length: 101 }, (_, i) => `e${i}`) }, 'environments', 'limit_names_many'],
])('%j is refused', async (input, path, problem) => {
  await expect(createKey(as(acme.member), { organization: acme.id, name: 'wrong', ...input })).rejects.toMatchObject({ reason: 'invalid', fields: [{ path, problem }] });
});
