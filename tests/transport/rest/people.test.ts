import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { joinByInvitation } from '@/lib/core/invitations/join';
import { auditOf } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { aMailServer, withMail } from '@/tests/support/mail';
import { aMember, anOrganization, nobody, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program;
let at: string;
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
  at = `/v1/organizations/${acme.id}`;
});

test('the organizations of a key are its one organization', async () => {
  const { json } = await rest(owner, 'GET', '/v1/organizations');
  expect(json.result).toEqual([{ id: acme.id, name: 'Acme', createdAt: expect.stringMatching(/Z$/), privateEndpoints: [], byocConfig: [], enableCoreDumps: false }]);
  expect((await rest(owner, 'GET', at)).json.result).toEqual(json.result[0]);
});

test('an organization is renamed by an owner’s key; the name it has already changes nothing', async () => {
  expect((await rest(owner, 'PATCH', at, { body: { name: 'Acme' } })).status).toBe(200);
  expect((await rest(owner, 'PATCH', at, { body: { name: 'Acme & Co' } })).json.result.name).toBe('Acme & Co');
  expect((await rest(await aProgramOf(acme.member, acme), 'PATCH', at, { body: { name: 'Mine' } })).status).toBe(403);
});

test('a key tells who it is, whatever its scopes', async () => {
  const { id, plaintext, keyId } = await aProgramOf(acme.member, acme, ['table:read']);
  const { json } = await rest({ plaintext }, 'GET', '/v1/me');
  expect(json.result).toMatchObject({ key: { id, keyId, scopes: ['table:read'] }, organization: { id: acme.id }, user: { id: acme.member.userId, role: 'member' } });
});

test('owners and admins read as admin, members as developer; the exact role stands beside', async () => {
  const { json } = await rest(owner, 'GET', `${at}/members`);
  const roles = new Map(json.result.map((member: { userId: string; role: string; assignedRoles: { roleName: string }[] }) => [member.userId, [member.role, member.assignedRoles[0]!.roleName]]));
  expect([acme.owner, acme.admin, acme.member].map(({ userId }) => roles.get(userId))).toEqual([['admin', 'Owner'], ['admin', 'Admin'], ['developer', 'Member']]);
});

test('an owner who reads as admin is not demoted by it', async () => {
  const other = await aMember(acme.id, 'owner');
  const before = (await auditOf(acme)).length;
  const { status, json } = await rest(owner, 'PATCH', `${at}/members/${other.userId}`, { body: { role: 'admin' } });
  expect([status, json.result.assignedRoles[0].roleName]).toEqual([200, 'Owner']);
  expect((await auditOf(acme)).length).toBe(before);
});

test('a role is changed by the compatible name or by the exact one’s id', async () => {
  const person = await aMember(acme.id);
  const one = `${at}/members/${person.userId}`;
  expect((await rest(owner, 'PATCH', one, { body: { role: 'admin' } })).json.result.assignedRoles[0].roleName).toBe('Admin');
  const [{ roleId }] = (await rest(owner, 'GET', `${at}/members/${acme.owner.userId}`)).json.result.assignedRoles;
  expect((await rest(owner, 'PATCH', one, { body: { assignedRoleIds: [roleId] } })).json.result.assignedRoles[0].roleName).toBe('Owner');
  expect((await rest(owner, 'PATCH', one, { body: {} })).status).toBe(400);
});

test('who is removed has no key any more', async () => {
  const person = await aMember(acme.id);
  const theirs = await aProgramOf(person, acme);
  expect((await rest(owner, 'DELETE', `${at}/members/${person.userId}`)).status).toBe(200);
  expect((await rest(theirs, 'GET', '/v1/me')).status).toBe(401);
  expect((await rest(owner, 'GET', `${at}/members/${person.userId}`)).status).toBe(404);
});

test('an invitation is made for the address in lower case, shown without its token, and withdrawn', async () => {
  const { status, json } = await rest(owner, 'POST', `${at}/invitations`, { body: { email: 'New.Person@Example.com', role: 'developer' } });
  expect([status, json.result]).toEqual([200, { id: expect.any(String), email: 'new.person@example.com', role: 'developer', createdAt: expect.any(String), expireAt: expect.any(String), assignedRoles: [expect.objectContaining({ roleName: 'Member' })] }]);
  const one = `${at}/invitations/${json.result.id}`;
  expect((await rest(owner, 'GET', `${at}/invitations`)).json.result).toEqual([json.result]);
  expect((await rest(owner, 'GET', one)).json.result).toEqual(json.result);
  expect((await rest(owner, 'DELETE', one)).status).toBe(200);
  expect((await rest(owner, 'DELETE', one)).status).toBe(404);
});

describe('the link of an invitation', () => {
  const invite = (email: string, more = {}, headers = {}) => rest(owner, 'POST', `${at}/invitations`, { body: { email, role: 'developer', ...more }, headers });

  test('is answered once to who asks for it, where no mail is set up, and leads to joining', async () => {
    const { status, json } = await invite('link@example.com', { link: true });
    expect([status, json.result.link]).toEqual([200, expect.stringMatching(/^http:\/\/localhost:4400\/invitation\/[\w-]{43}$/)]);
    const token = json.result.link.split('/').at(-1);
    expect((await rest(owner, 'GET', `${at}/invitations/${json.result.id}`)).text).not.toContain('link"');
    expect(await dump()).not.toContain(token);
    const joined = await joinByInvitation(nobody, { token, name: 'Link', password: randomUUID() });
    expect(joined.organization.id).toBe(acme.id);
    expect(await rows('select email_verified_at from users where id = $1', joined.userId)).toEqual([{ email_verified_at: null }]);
  });

  test('is not there for who does not ask', async () => {
    expect((await invite('unasked@example.com')).json.result).not.toHaveProperty('link');
    expect((await invite('unasked2@example.com', { link: false })).json.result).not.toHaveProperty('link');
  });

  test('is never shown where mail is set up', async () => {
    const mailbox = await aMailServer();
    const { json } = await withMail(mailbox, () => invite('mailed@example.com', { link: true }));
    await mailbox.close();
    expect(json.result.link).toBeNull();
    expect(mailbox.mails).toHaveLength(1);
  });

  test('is not answered again under the same Idempotency-Key, but the invitation’s id is', async () => {
    const first = await invite('again@example.com', { link: true }, { 'idempotency-key': 'link' });
    const second = await invite('again@example.com', { link: true }, { 'idempotency-key': 'link' });
    expect([second.status, second.json.code, second.json.id]).toEqual([409, 'already_created', first.json.result.id]);
    expect(second.text).not.toContain('invitation/');
  });
});

test('a name that differs by spaces only is the same name', async () => {
  const { json } = await rest(owner, 'GET', at);
  expect((await rest(owner, 'PATCH', at, { body: { name: ` ${json.result.name} ` } })).status).toBe(200);
});

test('activities speak the compatible words; the audit log its own, with all filters', async () => {
  const program = await aProgramOf(acme.owner, acme);
  const keyAt = `${at}/keys/${program.id}`;
  await rest(owner, 'PATCH', keyAt, { body: { name: 'Renamed' } });
  await rest(owner, 'PATCH', keyAt, { body: { state: 'disabled' } });
  await rest(owner, 'DELETE', keyAt);
  const { json } = await rest(owner, 'GET', `${at}/activities`);
  const about = json.result.filter(({ targetKeyId }: { targetKeyId?: string }) => targetKeyId === program.id);
  expect(about.map(({ type, keyUpdateType }: Record<string, string>) => [type, keyUpdateType])).toEqual([['key_delete', 'deleted'], ['openapi_key_update', 'state-changed'], ['openapi_key_update', 'name-changed'], ['key_create', 'created']]);
  expect(about[0]).toMatchObject({ actorType: 'api', organizationId: acme.id, actorIpAddress: '192.0.2.1' });
  expect((await rest(owner, 'GET', `${at}/activities/${about[0].id}`)).json.result).toEqual(about[0]);
  const audit = await rest(owner, 'GET', `${at}/audit-events?key=${program.id}&action=key.updated&from=2020-01-01&limit=1`);
  expect(audit.json.result.events).toMatchObject([{ action: 'key.updated', door: 'rest', after: { name: 'Renamed' } }]);
  expect((await rest(owner, 'GET', `${at}/activities?from_date=2020-01-01&to_date=2020-12-31`)).json.result).toEqual([]);
});
