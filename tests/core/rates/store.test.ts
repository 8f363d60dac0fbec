import { expect, test } from 'vitest';
import { database } from '@/db/client';
import { sha256 } from '@/lib/core/keys/format';
import { giveBack, take } from '@/lib/core/rates/store';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

const rate = (bucket: string, limit = 3) => ({ bucket, limit, seconds: 60 });
const used = (...buckets: ReturnType<typeof rate>[]) => outcome(take(database().db, buckets));

test('[S18] so many and no more, all at once or one after another', async () => {
  const outcomes = await Promise.all(Array.from({ length: 30 }, () => used(rate('parallel'))));
  expect(outcomes.filter((reason) => reason === null)).toHaveLength(3);
  expect(await used(rate('parallel'))).toBe('limited');
});

test('[S18] uses of two rates in either order do not wait for each other for ever', async () => {
  const outcomes = await Promise.all(Array.from({ length: 40 }, (_, n) => (n % 2 ? used(rate('x', 100), rate('y', 100)) : used(rate('y', 100), rate('x', 100)))));
  expect(new Set(outcomes)).toEqual(new Set([null]));
});

test('the refusal says when another try makes sense', async () => {
  for (let n = 0; n < 3; n++) await used(rate('when'));
  const { retryAfter } = await refusalOf(take(database().db, [rate('when')]));
  expect(retryAfter).toBeGreaterThan(50);
  expect(retryAfter).toBeLessThanOrEqual(60);
});

test('a window that has ended begins anew', async () => {
  for (let n = 0; n < 4; n++) await used(rate('window'));
  await rows('update rate_windows set ends_at = statement_timestamp() - make_interval(secs => 0.001) where bucket = $1', sha256('window'));
  expect([await used(rate('window')), await used(rate('window')), await used(rate('window')), await used(rate('window'))]).toEqual([null, null, null, 'limited']);
});

test('what is given back is forgotten, and nothing else', async () => {
  for (let n = 0; n < 4; n++) await used(rate('one'), rate('two'));
  await giveBack(database().db, ['one']);
  expect(await used(rate('one'))).toBeNull();
  expect(await used(rate('two'))).toBe('limited');
});

test('the table does not tell whom it counts', async () => {
  await used(rate('sign-in person@example.com'));
  expect(await dump()).not.toContain('person@example.com');
});

test('windows that have ended are thrown away beside later uses, a hundred at a time; what goes on stays', async () => {
  await used(rate('goes on'));
  await rows(`insert into rate_windows (bucket, count, ends_at) select 'ended ' || n, 1, now() - n * interval '1 second' from generate_series(1, 150) n`);
  const ended = async () => (await rows(`select bucket from rate_windows where bucket like 'ended %'`)).length;
  await used(rate('first'));
  expect(await ended()).toBe(50);
  await used(rate('second'));
  expect(await ended()).toBe(0);
  expect([await used(rate('goes on')), await used(rate('goes on')), await used(rate('goes on'))]).toEqual([null, null, 'limited']);
});
