import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { database, useDatabase } from '@/db/client';
import { listRefusedUses } from '@/lib/core/refused/list';
import { countIfRefused, flushRefused, triesWaiting } from '@/lib/core/refused/buffer';
import { revokeKey } from '@/lib/core/keys/revoke';
import type { StoredCredential } from '@/lib/core/verification/store';
import { log } from '@/lib/log';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

afterEach(() => void vi.restoreAllMocks());

const listed = (person = acme.admin, key?: string) => listRefusedUses(as(person), { organization: acme.id, key });

/** Tries the key so many times from each of the addresses, and has it written. */
async function tries(plaintext: string, addresses: string[], times = 1): Promise<void> {
  for (const address of addresses) for (let n = 0; n < times; n++) await verdictOf(plaintext, [], address);
  await flushRefused();
}

test('tries of a revoked, a disabled and an expired key are counted by key, hour and address; good and wrong ones are not', async () => {
  const [revoked, disabled, expired, good] = await Promise.all(['revoked', 'disabled', 'expired', 'good'].map((name) => aKeyOf(acme.member, acme, name)));
  await revokeKey(as(acme.member), { organization: acme.id, key: revoked!.key.id });
  await setOnKey(disabled!.key.id, 'disabled_at = now()');
  await setOnKey(expired!.key.id, 'expires_at = now() - make_interval(secs => 0.001)');
  for (const { revealed } of [revoked!, disabled!, expired!, good!]) await tries(revealed.plaintext, ['192.0.2.1', '2001:db8::1'], 3);
  const plaintext = revoked!.revealed.plaintext;
  await tries(`${plaintext.slice(0, -10)}${'A'.repeat(10)}`, ['192.0.2.1']);
  const uses = await listed();
  expect(uses.map(({ key, address, count }) => `${key.name} ${address} ${count}`).toSorted()).toEqual(
    ['disabled', 'expired', 'revoked'].flatMap((name) => [`${name} 192.0.2.1 3`, `${name} 2001:db8::1 3`]),
  );
  expect(await listed(acme.member)).toHaveLength(6);
  expect(await listed(acme.colleague)).toEqual([]);
  expect(await listed(acme.admin, revoked!.key.id)).toHaveLength(2);
});

test('a later try in the same hour counts up', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await setOnKey(key.id, 'disabled_at = now()');
  await tries(revealed.plaintext, ['192.0.2.5']);
  await tries(revealed.plaintext, ['192.0.2.5']);
  expect((await listed(acme.admin, key.id)).map(({ count }) => count)).toEqual([2]);
});

test('a try of a key that a failover forgot is dropped, and holds up no other', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await setOnKey(key.id, 'disabled_at = now()');
  countIfRefused('key_revoked', { id: randomUUID(), organizationId: acme.id } as StoredCredential, '192.0.2.6');
  await tries(revealed.plaintext, ['192.0.2.6']);
  expect((await listed(acme.admin, key.id)).map(({ count }) => count)).toEqual([1]);
});

test('a try that the database refuses is kept by itself, and holds up no other', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const [refused, good] = await Promise.all(['refused', 'beside it'].map(async (name) => (await aKeyOf(acme.member, acme, name)).key.id));
  const counts = async () => (await rows('select count::int from refused_uses where key_id = any($1::uuid[]) order by count', `{${refused},${good}}`)).map(({ count }) => count);
  await rows(`alter table refused_uses add constraint refuses check (key_id <> '${refused}')`);
  for (const id of [refused, good, good]) countIfRefused('key_revoked', { id, organizationId: acme.id } as StoredCredential, '192.0.2.6');
  await flushRefused();
  expect([await counts(), triesWaiting()]).toEqual([[2], 1]);
  await rows('alter table refused_uses drop constraint refuses');
  await flushRefused();
  expect([await counts(), triesWaiting()]).toEqual([[1, 2], 0]);
});

test('while the database starts up, tries are sent once a time and kept whole, not in ever smaller parts', async () => {
  vi.spyOn(log(), 'error').mockImplementation(() => {});
  const { key } = await aKeyOf(acme.member, acme);
  for (let n = 0; n < 3_000; n++) countIfRefused('key_revoked', { id: randomUUID(), organizationId: acme.id } as StoredCredential, '192.0.2.7');
  countIfRefused('key_revoked', { id: key.id, organizationId: acme.id } as StoredCredential, '192.0.2.7');
  const real = database();
  let sent = 0;
  const transaction = async () => {
    sent++;
    throw Object.assign(new Error('the database system is starting up'), { code: '57P03' });
  };
  useDatabase({ ...real, db: { transaction } as never });
  await flushRefused();
  useDatabase(real);
  expect([sent, triesWaiting()]).toEqual([1, 3_001]);
  await flushRefused();
  expect((await listed(acme.admin, key.id)).map(({ count }) => count)).toEqual([1]);
});

test('an hour keeps twenty addresses of a key, and counts the others together', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  await setOnKey(key.id, 'disabled_at = now()');
  const addresses = Array.from({ length: 60 }, (_, n) => `198.51.100.${n}`);
  await tries(revealed.plaintext, addresses.slice(0, 15));
  await tries(revealed.plaintext, addresses.slice(10));
  const uses = await listed(acme.admin, key.id);
  expect(uses.filter(({ address }) => address !== null)).toHaveLength(20);
  expect(uses.filter(({ address }) => address === null)).toHaveLength(1);
  expect(uses.reduce((sum, { count }) => sum + count, 0)).toBe(65);
});

test('[S26] instances that write at once keep no more', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  const { addTries } = await import('@/lib/core/refused/store');
  const hour = Date.now() - (Date.now() % 3_600_000);
  const batch = (from: number) => Array.from({ length: 15 }, (_, n) => ({ keyId: key.id, organizationId: acme.id, hour, address: `203.0.113.${from + n}`, count: 1, lastAt: Date.now() }));
  await Promise.all([0, 15, 30, 45].map((from) => addTries(batch(from))));
  expect(await rows(`select sum(count)::int as tries, count(*) filter (where address <> '')::int as addresses from refused_uses where key_id = $1`, key.id)).toEqual([{ tries: 60, addresses: 20 }]);
});

test('what is older than four hundred days is thrown away beside later tries', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme, 'Old');
  await setOnKey(key.id, 'disabled_at = now()');
  await rows(
    `insert into refused_uses (key_id, hour, address, organization_id, count, last_at) select $1, at, '192.0.2.8', $2, 1, at from unnest(array[now() - interval '401 days', now() - interval '399 days']) at`,
    key.id,
    acme.id,
  );
  await tries(revealed.plaintext, ['192.0.2.9']);
  expect((await listed(acme.admin, key.id)).map(({ address }) => address)).toEqual(['192.0.2.9', '192.0.2.8']);
});
