import { beforeAll, describe, expect, test } from 'vitest';
import { getAuditEvent } from '@/lib/core/audit/get';
import { listAuditEvents } from '@/lib/core/audit/list';
import { revokeKey } from '@/lib/core/keys/revoke';
import { changeRole } from '@/lib/core/members/change-role';
import { freshDatabase } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { aMember, anOrganization, as, holding, from, type Person, type TestOrganization } from '@/tests/support/people';
import { outcome } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
let umbrella: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
  umbrella = await anOrganization('Umbrella');
});

type Wanted = Omit<Parameters<typeof listAuditEvents>[1], 'organization'>;
const list = async (wanted: Wanted = {}, person: Person = acme.admin) => (await listAuditEvents(as(person), { organization: acme.id, limit: 250, ...wanted })).items;

describe('the log', () => {
  test('says who did what to what, through which door, from where', async () => {
    const { key } = await aKeyOf(acme.member, acme, 'Told');
    expect((await list({ key: key.id }))[0]).toMatchObject({
      action: 'key.created', entity: 'key', entityId: key.id, entityName: 'Told', door: 'console', address: '192.0.2.1', userAgent: 'test',
      actor: { type: 'user', id: acme.member.userId, name: acme.member.name }, after: { name: 'Told' },
    });
  });

  test('holds nothing of another organization', async () => {
    await aKeyOf(umbrella.member, umbrella, 'Theirs');
    expect(JSON.stringify(await list())).not.toContain('Theirs');
    const [theirs] = (await listAuditEvents(as(umbrella.owner), { organization: umbrella.id })).items;
    expect(await outcome(getAuditEvent(as(acme.owner), { organization: acme.id, event: theirs!.id }))).toBe('not_found');
  });

  test('is filtered by actor, entity, action, key and time', async () => {
    const admin = await aMember(acme.id, 'admin');
    const { key } = await aKeyOf(admin, acme, 'Filtered');
    await changeRole(as(admin), { organization: acme.id, member: acme.colleague.userId, role: 'admin' });
    await changeRole(as(admin), { organization: acme.id, member: acme.colleague.userId, role: 'member' });
    const actions = async (wanted: Wanted) => (await list(wanted)).map(({ action }) => action);
    expect(await actions({ actor: admin.userId })).toEqual(['member.role_changed', 'member.role_changed', 'key.created']);
    expect(await actions({ actor: admin.userId, entity: 'key' })).toEqual(['key.created']);
    expect(await actions({ actor: admin.userId, action: 'member.role_changed' })).toHaveLength(2);
    for (const id of [key.id, key.id.toUpperCase()]) expect(await actions({ key: id })).toEqual(['key.created']);
    expect(await actions({ actor: admin.userId.toUpperCase(), entity: 'key' })).toEqual(['key.created']);
    const { createdAt } = (await list({ key: key.id }))[0]!;
    expect(await actions({ key: key.id, from: createdAt })).toHaveLength(1);
    expect(await actions({ key: key.id, to: createdAt })).toHaveLength(0);
    expect(await actions({ action: 'no.such' })).toEqual([]);
  });

  test('finds words wherever they stand, and takes wildcards as they are', async () => {
    await aKeyOf(acme.member, acme, '100%_야간 내보내기');
    for (const search of ['야간', '100%_', '내보내기', acme.member.email.slice(0, 12)]) expect((await list({ search })).length, search).toBeGreaterThan(0);
    for (const search of ['100__', '야_', "' or true --", '\\']) expect(await list({ search }), search).toEqual([]);
  });

  test('[S1] shows a member what concerns their own keys, and nothing else', async () => {
    const { key: mine } = await aKeyOf(acme.member, acme, 'Mine');
    const { key: anothers } = await aKeyOf(acme.colleague, acme, 'Another’s');
    await revokeKey(as(acme.admin), { organization: acme.id, key: mine.id });
    expect((await list({ key: mine.id }, acme.member)).map(({ action }) => action)).toEqual(['key.revoked', 'key.created']);
    expect((await list({}, acme.member)).every(({ entity }) => entity === 'key')).toBe(true);
    expect(JSON.stringify(await list({}, acme.member))).not.toContain('Another’s');
    expect(await outcome(list({ key: anothers.id }, acme.member))).toBe('not_found');
  });

  test('[S1] a member’s own log has each event once, also what one of their keys did to another, page by page in order', async () => {
    const person = await aMember(acme.id);
    const [by, of] = [await aKeyOf(person, acme, 'By'), await aKeyOf(person, acme, 'Of')];
    await revokeKey(await holding(by.key, ['key:delete']), { organization: acme.id, key: of.key.id });
    await revokeKey(as(acme.admin), { organization: acme.id, key: by.key.id });
    const paged = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listAuditEvents>> = await listAuditEvents(as(person), { organization: acme.id, limit: 1, cursor });
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    expect(paged.map(({ action, entityName }) => `${action} ${entityName}`)).toEqual(['key.revoked By', 'key.revoked Of', 'key.created Of', 'key.created By']);
    expect(await list({}, person)).toEqual(paged);
    expect((await list({ search: 'Of', action: 'key.revoked' }, person)).map(({ entityName }) => entityName)).toEqual(['Of']);
    expect(await list({}, await aMember(acme.id))).toEqual([]);
  });

  test('an incident search by Key ID finds what was done to the key and with it, and nothing by another organization’s', async () => {
    const { key, revealed } = await aKeyOf(acme.admin, acme, 'Leaked');
    const other = await aKeyOf(acme.member, acme, 'Ended by it');
    await revokeKey({ ...(await holding(key, ['key:delete'])), address: '203.0.113.66' }, { organization: acme.id, key: other.key.id });
    expect((await list({ keyId: revealed.keyId })).map(({ action, actor, address }) => [action, actor.type, address])).toEqual([['key.revoked', 'key', '203.0.113.66'], ['key.created', 'user', '192.0.2.1']]);
    const theirs = await aKeyOf(umbrella.owner, umbrella);
    expect(await list({ keyId: theirs.revealed.keyId })).toEqual([]);
  });
});

test('an address in an event is the one of the request', async () => {
  const caller = { ...from('203.0.113.9'), actor: as(acme.owner).actor };
  await changeRole(caller, { organization: acme.id, member: acme.colleague.userId, role: 'admin' });
  expect((await list({ action: 'member.role_changed' }))[0]).toMatchObject({ address: '203.0.113.9' });
});
