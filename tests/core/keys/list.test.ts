import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { listKeys } from '@/lib/core/keys/list';
import { writePosition } from '@/lib/core/keys/listing/position';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
let umbrella: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
  umbrella = await anOrganization('Umbrella');
  for (const person of [acme.owner, acme.member, acme.colleague]) for (let n = 0; n < 4; n++) await aKeyOf(person, acme, `${person.role} ${n}`);
  await aKeyOf(umbrella.owner, umbrella);
});

async function listed(person: TestOrganization['owner'], input: { mine?: boolean; limit?: number } = {}) {
  const items = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listKeys>> = await listKeys(as(person), { organization: acme.id, cursor, ...input });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor);
  return items;
}

test('a member sees their own keys, an admin all of the organization, nobody those of another', async () => {
  expect(new Set((await listed(acme.member)).map(({ createdBy }) => createdBy.id))).toEqual(new Set([acme.member.userId]));
  expect(await listed(acme.member)).toHaveLength(4);
  expect(await listed(acme.admin)).toHaveLength(12);
  expect(await listed(acme.owner, { mine: true })).toHaveLength(4);
});

test('pages of any size hold every key once, newest first', async () => {
  const whole = (await listed(acme.owner, { limit: 250 })).map(({ id }) => id);
  for (const limit of [1, 2, 5, 12]) expect((await listed(acme.owner, { limit })).map(({ id }) => id)).toEqual(whole);
});

test('keys made in the same millisecond are not lost between pages', async () => {
  const { createdAt } = (await listed(acme.member))[0]!;
  await rows('update keys set created_at = $1 where created_by = $2', createdAt.toISOString(), acme.member.userId);
  expect(new Set((await listed(acme.member, { limit: 1 })).map(({ id }) => id)).size).toBe(4);
});

test('every status is told', async () => {
  const [active, disabled, expired, revoked] = await listed(acme.colleague);
  await setOnKey(disabled!.id, 'disabled_at = now()');
  await setOnKey(expired!.id, `expires_at = now() - interval '1 second', disabled_at = now()`);
  await setOnKey(revoked!.id, `revoked_at = now(), expires_at = now() - interval '1 second'`);
  const statuses = Object.fromEntries((await listed(acme.colleague)).map(({ id, status }) => [id, status]));
  expect(statuses).toEqual({ [active!.id]: 'active', [disabled!.id]: 'disabled', [expired!.id]: 'expired', [revoked!.id]: 'revoked' });
});

test('a cursor that was tampered with is refused or is a position, and never an error', async () => {
  const encoded = (text: string) => Buffer.from(text, 'latin1').toString('base64url');
  const good = writePosition({ value: Date.now(), id: crypto.randomUUID() });
  const ask = (cursor: string) => outcome(listKeys(as(acme.member), { organization: acme.id, cursor }));
  expect(await ask(good)).toBeNull();
  for (const text of ['', '.', `0.${'-'.repeat(36)}`, `-1.${crypto.randomUUID()}`, `1e3.${crypto.randomUUID()}`, `1.${crypto.randomUUID()}' or true`, '\0']) {
    expect(await ask(encoded(text)), text).toBe('invalid');
  }
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.tuple(fc.bigInt(0n, 10n ** 17n), fc.uuid()).map(([at, id]) => encoded(`${at}.${id}`))), async (cursor) => {
      expect([null, 'invalid']).toContain(await ask(cursor));
    }),
    { numRuns: 50, examples: [[encoded(`999999999999999.${crypto.randomUUID()}`)], [encoded(`0.${crypto.randomUUID()}`)]] },
  );
});

test.each([0, -1, 251, 1.5, '10', null])('a page size of %j is refused', async (limit) => {
  expect((await refusalOf(listKeys(as(acme.member), { organization: acme.id, limit: limit as number }))).reason).toBe('invalid');
});
