import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { getKey } from '@/lib/core/keys/get';
import { revokeKey } from '@/lib/core/keys/revoke';
import { registerKey } from '@/lib/core/keys/register';
import { presetScopes } from '@/lib/core/keys/scopes';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, holding, removed, aMember, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const asMember = () => as(acme.member);

test('a member makes a key that verifies at once', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme, 'CI');
  expect(key).toMatchObject({ name: 'CI', type: 'API_KEY', status: 'active', scopes: presetScopes('read_only'), expiresAt: null, createdBy: { id: acme.member.userId } });
  expect(key.keySuffix).toBe(revealed.keyId.slice(-4));
  expect(revealed.plaintext).toBe(`lk_${revealed.keyId}_${revealed.secret}`);
  expect(await verdictOf(revealed.plaintext)).toMatchObject({ code: 'valid', key: { id: key.id, organizationId: acme.id, userId: acme.member.userId } });
});

test('[S24] it leaves one event, in the name of who made it', async () => {
  const { key } = await aKeyOf(acme.member, acme, 'Deploy');
  expect(await eventsAbout(acme, key.id)).toEqual([
    expect.objectContaining({ action: 'key.created', actor_type: 'user', actor_id: acme.member.userId, actor_name: acme.member.name, entity: 'key', entity_name: 'Deploy', door: 'console', address: '192.0.2.1' }),
  ]);
});

test('[S24] the event of one that is made disabled says so', async () => {
  const hashData = { keyIdHash: Buffer.alloc(32, 1).toString('base64'), keyIdSuffix: 'abcd', keySecretHash: Buffer.alloc(32, 2).toString('base64') };
  const given = { organization: acme.id, name: 'Later', disabled: true };
  for (const { key } of [await createKey(asMember(), given), await registerKey(asMember(), { ...given, hashData })]) {
    expect(await eventsAbout(acme, key.id)).toMatchObject([{ action: 'key.created', after: { name: 'Later', disabled: true } }]);
  }
  const { key } = await aKeyOf(acme.member, acme);
  expect((await eventsAbout(acme, key.id))[0]!.after).not.toHaveProperty('disabled');
});

test('[S11] the plaintext is in one answer only: not in the database, not in the events', async () => {
  const { revealed } = await aKeyOf(acme.member, acme);
  const stored = await dump();
  expect(stored).toContain(revealed.keyId);
  const random = revealed.secret.slice(0, 43);
  for (const text of [revealed.plaintext, revealed.secret, random, Buffer.from(revealed.secret).toString('base64').slice(0, 60), Buffer.from(revealed.secret).toString('hex')]) {
    expect(stored).not.toContain(text);
  }
  expect(JSON.stringify(await auditOf(acme))).not.toContain(revealed.keyId);
});

test('[S11] reading the key again does not give the plaintext', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  const answer = JSON.stringify(await getKey(asMember(), { organization: acme.id, key: key.id }));
  expect(answer).not.toContain(revealed.keyId);
  expect(answer).not.toContain(revealed.secret);
});

describe('the name', () => {
  test.each([
    ['empty', '', 'required'],
    ['only spaces', '   ', 'required'],
    ['of 101 characters', 'a'.repeat(101), 'name_too_long'],
    ['with a line break', 'a\nb', 'name_characters'],
    ['with a NUL', 'a\0b', 'name_characters'],
    ['with a bidirectional mark', 'a\u202Eb', 'name_characters'],
    ['with half a surrogate pair', 'a\uD800b', 'name_characters'],
  ])('[S22] %s is refused, and said so beside the field', async (_, name, problem) => {
    expect(await refusalOf(createKey(asMember(), { organization: acme.id, name }))).toMatchObject({ reason: 'invalid', fields: [{ path: 'name', problem }] });
  });

  test.each(['배포 키', '本番キー', '🗝️ 鍵 𠮷野家', "=HYPERLINK(\"x\")", '+1', '-1', '@a', "Robert'); drop table keys;--", '<script>alert(1)</script>', '𠮷'.repeat(100)])('[S22] %s is stored whole', async (name) => {
    const { key } = await aKeyOf(acme.member, acme, name);
    expect((await getKey(asMember(), { organization: acme.id, key: key.id })).name).toBe(name.normalize('NFC'));
    expect((await eventsAbout(acme, key.id))[0]!.entity_name).toBe(name.normalize('NFC'));
  });
});

describe('[S26] the form’s one-time id', () => {
  test('posted again makes no second key and says so', async () => {
    const form = { organization: acme.id, name: 'Once', formId: randomUUID() };
    await createKey(asMember(), form);
    expect(await refusalOf(createKey(asMember(), form))).toMatchObject({ reason: 'conflict', problem: 'already_created' });
  });

  test('is one’s own: another person’s form with the same id makes a key', async () => {
    const form = { organization: acme.id, name: 'Mine', formId: randomUUID() };
    await createKey(asMember(), form);
    expect(await outcome(createKey(as(acme.colleague), form))).toBeNull();
  });

  test('makes one key and one event when equal creations run against each other', { timeout: 300_000 }, async () => {
    for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 5; round++) {
      const form = { organization: acme.id, name: `Race ${round}`, formId: randomUUID() };
      const outcomes = await Promise.all(Array.from({ length: 5 }, () => outcome(createKey(asMember(), form))));
      expect(outcomes.toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'conflict', null].toSorted());
      const made = await rows('select id from keys where form_id = $1', form.formId);
      expect(made).toHaveLength(1);
      expect(await eventsAbout(acme, String(made[0]!.id))).toHaveLength(1);
    }
  });
});

describe('[S7] a key that makes a key', () => {
  test('cannot give it scopes that it has not itself', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const acting = await holding(key, ['key:create']);
    const before = await dump();
    expect(await outcome(createKey(acting, { organization: acme.id, name: 'Wider' }))).toBe('forbidden');
    expect(await dump()).toBe(before);
  });

  test.each([[['key:read']], [['*']], [['']]])('cannot with the scopes %j', async (scopes) => {
    const { key } = await aKeyOf(acme.member, acme);
    expect(await outcome(createKey(await holding(key, scopes), { organization: acme.id, name: 'None' }))).toBe('forbidden');
  });

  test('may when it has all of them, and the new key is its creator’s', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const made = await createKey(await holding(key, ['*:*']), { organization: acme.id, name: 'Child' });
    expect(made.key.createdBy.id).toBe(acme.member.userId);
    expect(await eventsAbout(acme, made.key.id)).toEqual([expect.objectContaining({ actor_type: 'key', actor_id: key.id, actor_name: key.name })]);
  });

  test('cannot once it is revoked', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    await revokeKey(asMember(), { organization: acme.id, key: key.id });
    expect(await outcome(createKey(await holding(key, ['*:*']), { organization: acme.id, name: 'Late' }))).toBe('not_found');
  });
});

test('a former member’s attempt leaves nothing', async () => {
  const former = await aMember(acme.id);
  await removed(acme.id, former);
  const before = await dump();
  expect(await outcome(createKey(as(former), { organization: acme.id, name: 'Late' }))).toBe('not_found');
  expect(await dump()).toBe(before);
});
