import { expect, test } from 'vitest';
import { fillOpen } from '@/bench/fill';
import { database } from '@/db/client';
import { freshDatabase, rows } from '@/tests/support/database';
import { verdictOf } from '@/tests/support/keys';

freshDatabase();

test('the bench asks a database of good keys, used before on this day', async () => {
  const { organization, plaintexts } = await fillOpen(database(), 1_100);
  const verdicts = await Promise.all(plaintexts.map((plaintext) => verdictOf(plaintext)));
  expect(new Set(verdicts.map(({ code }) => code))).toEqual(new Set(['valid']));
  expect(await rows('select count(*)::int as keys from keys join key_usage on key_usage.key_id = keys.id and day = last_used_on where organization_id = $1', organization)).toEqual([{ keys: 1_100 }]);
});
