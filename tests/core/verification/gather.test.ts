import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { database, useDatabase, type Database, type Values } from '@/db/client';
import { findCredential } from '@/lib/core/verification/find';
import type { StoredCredential } from '@/lib/core/verification/store';
import type { Asker } from '@/lib/core/verification/verdict';
import { log } from '@/lib/log';
import { forget } from '@/lib/once';
import { freshDatabase } from '@/tests/support/database';

freshDatabase();

type Query = { hashes: string[]; answer: (rows: Values[]) => void; fail: (error: Error) => void };

let real: Database;
let sent: Query[];
let arrived: (() => void) | null;

beforeAll(() => {
  real = database();
});

afterEach(() => {
  useDatabase(real);
  forget('gatherer');
});

/** Queries wait until the test answers them. */
function holdQueries(readers = 2): void {
  sent = [];
  arrived = null;
  forget('gatherer');
  useDatabase({
    ...real,
    readers,
    read: (_, [hashes]) =>
      new Promise((answer, fail) => {
        sent.push({ hashes: String(hashes).trim().slice(0, -1).split(','), answer, fail });
        arrived?.();
      }),
  });
}

async function queries(count: number): Promise<void> {
  while (sent.length < count) await new Promise<void>((resolve) => (arrived = resolve));
}

/** As the query gives them: the hash is the second column, the name the fifth. */
const rowOf = (keyIdHash: string, name = keyIdHash): Values => [null, keyIdHash, null, null, name];

const find = (hash: string, asker?: Asker) => new Promise<StoredCredential | undefined>((resolve, reject) => findCredential(hash, asker, resolve, reject));

test('who has waited for a second while the queries hang is refused before one more is sent for them', async () => {
  holdQueries(1);
  const first = find('a');
  await queries(1);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() - 1_001);
  const late = find('b').catch((error: Error) => error.name);
  vi.restoreAllMocks();
  const fresh = find('c');
  sent[0]!.answer([rowOf('a')]);
  await first;
  await queries(2);
  expect(sent[1]!.hashes).toEqual(['c']);
  sent[1]!.answer([rowOf('c')]);
  expect([await late, (await fresh)?.keyIdHash]).toEqual(['Unavailable', 'c']);
});

test('look-ups that arrive together share one query, each hash asked once', async () => {
  holdQueries();
  const asked = ['a', 'b', 'a', 'c'].map((hash) => find(hash));
  await queries(1);
  expect(sent[0]!.hashes).toEqual(['a', 'b', 'c']);
  sent[0]!.answer([rowOf('c'), rowOf('a')]);
  expect((await Promise.all(asked)).map((found) => found?.keyIdHash)).toEqual(['a', undefined, 'a', 'c']);
  expect(sent).toHaveLength(1);
});

test('nothing is asked for a client that has gone meanwhile, and nothing at all where all have', async () => {
  holdQueries(1);
  const [here, away] = [{ destroyed: false }, { destroyed: true }];
  void find('a', away);
  await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(sent).toEqual([]);
  const first = find('b', here);
  await queries(1);
  const going = { destroyed: false };
  void find('c', going);
  void find('d', going);
  const stays = find('d', here);
  going.destroyed = true;
  sent[0]!.answer([rowOf('b')]);
  await queries(2);
  expect(sent.map(({ hashes }) => hashes)).toEqual([['b'], ['d']]);
  sent[1]!.answer([rowOf('d')]);
  expect((await Promise.all([first, stays])).map((found) => found?.keyIdHash)).toEqual(['b', 'd']);
});

test('[S16] a look-up never joins a query that has been sent', async () => {
  holdQueries();
  const early = find('a');
  await queries(1);
  const late = find('a');
  await queries(2);
  sent[1]!.answer([rowOf('a', 'revoked meanwhile')]);
  sent[0]!.answer([rowOf('a', 'read before')]);
  expect((await early)?.name).toBe('read before');
  expect((await late)?.name).toBe('revoked meanwhile');
});

test('no more queries are in flight than a database has readers; what comes meanwhile goes together into the next', async () => {
  holdQueries();
  const first = find('a');
  await queries(1);
  const second = find('b');
  await queries(2);
  const waiting = ['c', 'd', 'e'].map((hash) => find(hash));
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  expect(sent).toHaveLength(2);
  sent[0]!.answer([]);
  await first;
  await queries(3);
  expect(sent[2]!.hashes).toEqual(['c', 'd', 'e']);
  sent[1]!.answer([]);
  sent[2]!.answer([rowOf('d')]);
  expect(await second).toBeUndefined();
  expect((await Promise.all(waiting)).map((found) => found?.keyIdHash)).toEqual([undefined, 'd', undefined]);
});

test('[S20] a query that fails fails its own look-ups, with unavailable, and no other', async () => {
  holdQueries();
  const failing = [find('a'), find('b')];
  await queries(1);
  const other = find('a');
  await queries(2);
  sent[0]!.fail(new Error('connection reset'));
  for (const attempt of failing) await expect(attempt).rejects.toMatchObject({ name: 'Unavailable' });
  sent[1]!.answer([rowOf('a')]);
  expect((await other)?.keyIdHash).toBe('a');
  const later = find('b');
  await queries(3);
  sent[2]!.answer([rowOf('b')]);
  expect((await later)?.keyIdHash).toBe('b');
});

for (const [readers, sizes] of [[1, [1_000, 500]], [2, [750, 750]]] as const)
  test(`of many look-ups each of ${readers} readers has its share, a thousand at most`, async () => {
    holdQueries(readers);
    const asked = Array.from({ length: 1_500 }, (_, i) => find(`hash ${i}`));
    await queries(readers);
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(sent.map(({ hashes }) => hashes.length)).toEqual(sizes.slice(0, readers));
    for (let i = 0; i < sizes.length; i++) {
      await queries(i + 1);
      expect(sent[i]!.hashes).toHaveLength(sizes[i]!);
      sent[i]!.answer(sent[i]!.hashes.map((hash) => rowOf(hash)));
    }
    expect((await Promise.all(asked)).map((found) => found?.keyIdHash)).toEqual(Array.from({ length: 1_500 }, (_, i) => `hash ${i}`));
  });

test('what is asked already counts in the share, and a few are not divided', async () => {
  holdQueries();
  const few = Array.from({ length: 16 }, (_, i) => find(`few ${i}`));
  await queries(1);
  const more = Array.from({ length: 40 }, (_, i) => find(`more ${i}`));
  await queries(2);
  expect(sent.map(({ hashes }) => hashes.length)).toEqual([16, 28]);
  sent[0]!.answer([]);
  await queries(3);
  expect(sent[2]!.hashes).toHaveLength(12);
  for (const query of sent) query.answer([]);
  expect(await Promise.all([...few, ...more])).toHaveLength(56);
});

test('too many waiting are turned away, not piled up, and room comes back; the log says so, not for each', async () => {
  holdQueries();
  forget('logged seldom');
  const logged = vi.spyOn(log(), 'error');
  const asked = Array.from({ length: 10_000 }, () => find('a'));
  for (let n = 0; n < 100; n++) await expect(find('a')).rejects.toMatchObject({ name: 'Unavailable' });
  expect(logged.mock.calls.map(([, words]) => words)).toEqual(['verification is unavailable: the database does not keep up']);
  logged.mockRestore();
  await queries(1);
  sent[0]!.answer([]);
  await Promise.all(asked);
  const later = find('a');
  await queries(2);
  sent[1]!.answer([rowOf('a')]);
  expect((await later)?.keyIdHash).toBe('a');
});
