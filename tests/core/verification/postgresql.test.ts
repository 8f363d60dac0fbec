import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { database } from '@/db/client';
import { rotateKey } from '@/lib/core/keys/rotate';
import { freshDatabase } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, as } from '@/tests/support/people';

freshDatabase();

test('whoever holds a key for long holds up the first use of its new secret, and no other key’s rates', async () => {
  const acme = await anOrganization();
  const [{ key: held }, { key: limited, revealed }] = [await aKeyOf(acme.member, acme), await aKeyOf(acme.member, acme)];
  await setOnKey(limited.id, 'rate_per_minute = 1000');
  const rotated = (await rotateKey(as(acme.member), { organization: acme.id, key: held.id, grace: '24h' })).revealed.plaintext;
  const first = () => verdictOf(rotated).then(({ code }) => code);
  await database().db.transaction(async (holder) => {
    await holder.execute(sql`select from keys where id = ${held.id} for no key update`);
    const waiting = Array.from({ length: 20 }, first);
    for (let n = 0; n < 5; n++) expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(['unavailable']));
  });
  expect(await first()).toBe('valid');
});
