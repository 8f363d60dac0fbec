import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { getKey } from '@/lib/core/keys/get';
import { revokeKey } from '@/lib/core/keys/revoke';
import { eventsAbout } from '@/tests/support/audit';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, holding, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const revoke = (caller: ReturnType<typeof as>, key: { id: string }) => revokeKey(caller, { organization: acme.id, key: key.id });

test('a member deletes their own key: the row stays, the event says so', async () => {
  const { key } = await aKeyOf(acme.member, acme, 'Old');
  expect(await revoke(as(acme.member), key)).toEqual({ id: key.id, name: 'Old' });
  expect(await getKey(as(acme.member), { organization: acme.id, key: key.id })).toMatchObject({ status: 'revoked', revokedAt: expect.any(Date) });
  expect(await eventsAbout(acme, key.id)).toMatchObject([{ action: 'key.created' }, { action: 'key.revoked', entity_name: 'Old', actor_id: acme.member.userId, after: { reason: 'deleted' } }]);
});

test('an admin revokes another’s key, and the event tells the two apart', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  await revoke(as(acme.admin), key);
  expect((await eventsAbout(acme, key.id)).at(-1)).toMatchObject({ action: 'key.revoked', actor_id: acme.admin.userId, after: { reason: 'revoked' } });
});

test('[S1] a member asking for another member’s key gets the answer for a key that does not exist', async () => {
  const { key, revealed } = await aKeyOf(acme.colleague, acme);
  const refusal = await refusalOf(revoke(as(acme.member), key));
  expect(refusal).toEqual(await refusalOf(revoke(as(acme.member), { id: randomUUID() })));
  expect(await verdictOf(revealed.plaintext)).toMatchObject({ code: 'valid' });
});

test('a second time there is nothing to revoke, and no second event', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  await revoke(as(acme.member), key);
  expect(await refusalOf(revoke(as(acme.admin), key))).toMatchObject({ reason: 'conflict', problem: 'key_is_revoked' });
  expect(await outcome(revoke(as(acme.colleague), key))).toBe('not_found');
  expect(await eventsAbout(acme, key.id)).toHaveLength(2);
});

test('a key does not revoke itself, however its id is written', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  const itself = await holding(key, ['key:delete']);
  for (const id of [key.id, key.id.toUpperCase()]) expect(await refusalOf(revoke(itself, { id }))).toMatchObject({ reason: 'conflict', problem: 'key_itself' });
  expect(await verdictOf(revealed.plaintext)).toMatchObject({ code: 'valid' });
});

describe('[S16] after revoke has returned, no verification that starts later succeeds', () => {
  test('[S26] though others run against it all the time', { timeout: 300_000 }, async () => {
    for (let round = 0; round < Number(process.env.RACE_ROUNDS); round++) {
      const { key, revealed } = await aKeyOf(acme.member, acme, `Race ${round}`);
      let returned = false;
      const against = Array.from({ length: 4 }, async () => {
        for (;;) {
          const startedLater = returned;
          const { code } = await verdictOf(revealed.plaintext);
          if (startedLater) return code;
        }
      });
      await revoke(as(acme.member), key);
      returned = true;
      expect(await Promise.all(against)).toEqual(['key_revoked', 'key_revoked', 'key_revoked', 'key_revoked']);
    }
  });
});

test('[S26] of equal revocations that run against each other one is done, with one event', { timeout: 300_000 }, async () => {
  for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 5; round++) {
    const { key } = await aKeyOf(acme.member, acme);
    const outcomes = await Promise.all([acme.member, acme.admin, acme.owner].map((person) => outcome(revoke(as(person), key))));
    expect(outcomes.filter((reason) => reason === null)).toHaveLength(1);
    expect(outcomes.filter((reason) => reason === 'conflict')).toHaveLength(2);
    expect(await rows(`select id from audit_events where action = 'key.revoked' and entity_id = $1`, key.id)).toHaveLength(1);
  }
});
