import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { verify } from '@/lib/core/verification/verify';
import { presented } from '@/lib/transport/credential';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program & { id: string };
let member: Program & { id: string };
let keys: string;

beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
  member = await aProgramOf(acme.member, acme);
  keys = `/v1/organizations/${acme.id}/keys`;
});

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

test('a key is made with status 200, and its secret stands in the answer and in no event', async () => {
  const { status, json, headers, text } = await rest(owner, 'POST', keys, { body: { name: 'Export', roles: ['query_endpoints'], expireAt: '2099-01-31T00:00:00Z', ipAccessList: [{ source: '192.0.2.0/24', description: 'office' }] } });
  expect(status).toBe(200);
  expect(json).toMatchObject({ status: 200, requestId: expect.stringMatching(uuid), result: { keyId: expect.any(String), keySecret: expect.any(String) } });
  expect(headers.get('x-request-id')).toBe(json.requestId);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(json.result.key).toMatchObject({
    name: 'Export', state: 'enabled', roles: ['query_endpoints'], scopes: ['table:data:read'], keySuffix: json.result.keyId.slice(-4),
    expireAt: '2099-01-31T00:00:00.000Z', ipAccessList: [{ source: '192.0.2.0/24', description: 'office' }], type: 'API_KEY', createdBy: { id: acme.owner.userId },
  });
  expect(json.result.key).not.toHaveProperty('usedAt');
  expect(json.result.key.createdAt).toMatch(/Z$/);
  expect(text.split(json.result.keySecret)).toHaveLength(2);
  expect(await eventsAbout(acme, json.result.key.id)).toMatchObject([{ action: 'key.created', door: 'rest', actor_type: 'key', actor_id: owner.id, request_id: json.requestId }]);
  expect(await dump()).not.toContain(json.result.keySecret);
});

describe('a key’s limits', () => {
  const limits = { rates: { second: null, minute: 60, day: null }, projects: ['p1'], environments: ['dev', 'staging'] };
  const made = (body: object, who: Program = owner) => rest(who, 'POST', keys, { body: { name: 'Limited', scopes: ['table:data:read'], ...body } });

  test('are set when it is made, shown after, and hold', async () => {
    const { status, json } = await made({ ...limits, rates: { minute: 60 } });
    expect(status).toBe(200);
    expect((await rest(owner, 'GET', `${keys}/${json.result.key.id}`)).json.result).toMatchObject(limits);
    const { keyId, keySecret } = json.result as { keyId: string; keySecret: string };
    const asked = (project?: string) => verify({ kind: 'credential', scheme: 'basic', keyId, secret: keySecret, prefix: null }, { scopes: [], address: null, userAgent: null, project, environment: 'dev' });
    expect((await asked('p1')).code).toBe('valid');
    for (const project of [undefined, '', 'P1', 'p1 ', 'p1,p1']) expect((await asked(project)).code).toBe('project_not_allowed');
    expect((await made({})).json.result.key).toMatchObject({ rates: { second: null, minute: null, day: null }, projects: null, environments: null });
  });

  test.each([
    [{ projects: [] }, 'projects'],
    [{ projects: ['a b'] }, 'projects'],
    [{ projects: [''] }, 'projects'],
    [{ environments: ['\u00fc'] }, 'environments'],
    [{ environments: ['x'.repeat(129)] }, 'environments'],
    [{ projects: Array.from({ length: 101 }, (_, i) => `p${i}`) }, 'projects'],
    [{ rates: { second: 0 } }, 'rates.second'],
    [{ rates: { day: 1.5 } }, 'rates.day'],
    [{ rates: { minute: '60' } }, 'rates.minute'],
    [{ rates: { minute: 1e10 } }, 'rates.minute'],
    [{ rates: { hour: 1 } }, 'rates'],
  ])('%j is refused where it is wrong', async (body, path) => {
    const { status, json } = await made(body);
    expect(status).toBe(400);
    expect(json.errors[0].path).toContain(path);
  });

  test('a limited key makes one that is as limited, and none that is less', async () => {
    const limited = await aProgramOf(acme.owner, acme);
    await setOnKey(limited.id, 'rate_per_minute = 100');
    expect((await made({}, limited)).status).toBe(403);
    expect((await made({ rates: { minute: 101 } }, limited)).status).toBe(403);
    expect((await made({ rates: { second: 1 } }, limited)).status).toBe(403);
    expect((await made({ rates: { minute: 100 } }, limited)).status).toBe(200);
  });
});

test('each of the three schemes lets a program in', async () => {
  const { plaintext, keyId, secret } = await aProgramOf(acme.owner, acme);
  const basic = Buffer.from(`${keyId}:${secret}`).toString('base64');
  for (const headers of [{ 'x-api-key': plaintext }, { authorization: `Bearer ${plaintext}` }, { authorization: `Basic ${basic}` }] as Record<string, string>[]) {
    expect((await rest(null, 'GET', '/v1/me', { headers })).status).toBe(200);
  }
  expect((await rest(null, 'GET', '/v1/me', { headers: { 'x-api-key': plaintext, authorization: `Bearer ${plaintext}` } })).status).toBe(401);
});

test('a session’s cookie opens nothing here', async () => {
  const { status, headers } = await rest(null, 'GET', keys, { headers: { cookie: 'latchkey-session=anything' } });
  expect(status).toBe(401);
  expect(headers.get('www-authenticate')).toBe('Bearer realm="latchkey"');
});

test('a key that is disabled or revoked is refused with 401 when it is used', async () => {
  for (const change of ['state', 'delete']) {
    const program = await aProgramOf(acme.member, acme);
    if (change === 'state') await rest(owner, 'PATCH', `${keys}/${program.id}`, { body: { state: 'disabled' } });
    else await rest(owner, 'DELETE', `${keys}/${program.id}`);
    expect((await rest(program, 'GET', keys)).status).toBe(401);
  }
});

test('a list is the oldest first, in pages, counted, and without revoked keys unless they are asked for', async () => {
  const colleague = await aProgramOf(acme.colleague, acme);
  const made = [colleague.id];
  for (const name of ['1', '2', '3', '4']) made.push((await aKeyOf(acme.colleague, acme, name)).key.id);
  await rest(owner, 'DELETE', `${keys}/${made[2]}`);
  const first = await rest(colleague, 'GET', `${keys}?limit=3`);
  expect(first.json).toMatchObject({ limit: 3, totalCount: 4, nextCursor: expect.any(String) });
  const second = await rest(colleague, 'GET', `${keys}?limit=3&cursor=${first.json.nextCursor}`);
  expect(second.json).toMatchObject({ limit: 3, totalCount: 4, nextCursor: null });
  const listed = [...first.json.result, ...second.json.result].map(({ id }: { id: string }) => id);
  expect(listed).toEqual(made.filter((_, index) => index !== 2));
  expect((await rest(colleague, 'GET', `${keys}?include=inactive`)).json).toMatchObject({ limit: 250, totalCount: 5 });
});

test('a revoked key reads as 404, and is deleted once only', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  expect((await rest(owner, 'DELETE', `${keys}/${key.id}`)).json).toEqual({ status: 200, requestId: expect.stringMatching(uuid) });
  expect((await rest(owner, 'GET', `${keys}/${key.id}`)).status).toBe(404);
  expect((await rest(owner, 'DELETE', `${keys}/${key.id}`)).status).toBe(404);
  expect((await rest(owner, 'PATCH', `${keys}/${key.id}`, { body: { name: 'x' } })).status).toBe(404);
  expect((await rest(owner, 'POST', `${keys}/${key.id}/rotate`, { body: {} })).json.code).toBe('not_found');
  expect((await rest(owner, 'GET', `${keys}/${key.id}?include=inactive`)).json.result).toMatchObject({ id: key.id, state: 'disabled' });
});

test('a key does not delete itself in the request that it authenticates', async () => {
  const { status, json } = await rest(owner, 'DELETE', `${keys}/${owner.id}`);
  expect([status, json.code]).toEqual([409, 'key_itself']);
});

test('[S1] another member’s key gets the answer of one that does not exist, but for the request id', async () => {
  const { key } = await aKeyOf(acme.owner, acme);
  for (const [method, body] of [['GET'], ['PATCH', { name: 'mine now' }], ['DELETE']] as const) {
    const said = async (id: string) => {
      const { status, text, json } = await rest(member, method, `${keys}/${id}`, { body });
      return [status, text.replaceAll(json.requestId, '')];
    };
    expect(await said(key.id)).toEqual(await said('0195a1f2-7c3e-7b6a-9d10-3f5f0c1f7a01'));
    expect((await said(key.id))[0]).toBe(404);
  }
});

test('[S2] an organization that is not the key’s is 404', async () => {
  const umbrella = await anOrganization('Umbrella');
  expect((await rest(owner, 'GET', `/v1/organizations/${umbrella.id}/keys`)).status).toBe(404);
});

test('[S6] fields that are not inputs are refused by name', async () => {
  for (const field of ['userId', 'orgId', 'role', 'hash', 'createdAt', 'id', 'formId', 'organization']) {
    const { status, json } = await rest(owner, 'POST', keys, { body: { name: 'x', roles: ['developer'], [field]: 'x' } });
    expect([status, json.errors]).toEqual([400, [{ path: field, code: 'unknown_field', detail: 'This field is not known here.' }]]);
  }
});

test('[S7] a key without roles, or with an empty list of them, is not made', async () => {
  for (const grants of [{}, { roles: [] }, { scopes: [] }, { assignedRoleIds: [] }, { roles: null }, { scopes: [''] }, { roles: ['admin'], scopes: ['table:read'] }]) {
    expect((await rest(owner, 'POST', keys, { body: { name: 'x', ...grants } })).status, JSON.stringify(grants)).toBe(400);
  }
});

test('[S7] a key makes no key that may do more than itself', async () => {
  const narrow = await aProgramOf(acme.owner, acme, ['key:create', 'table:data:read']);
  expect((await rest(narrow, 'POST', keys, { body: { name: 'x', roles: ['admin'] } })).status).toBe(403);
  expect((await rest(narrow, 'POST', keys, { body: { name: 'x', roles: ['query_endpoints'] } })).status).toBe(200);
});

test('an empty address list is refused, for it would let nobody in', async () => {
  const { status, json } = await rest(owner, 'POST', keys, { body: { name: 'x', roles: ['developer'], ipAccessList: [] } });
  expect([status, json.errors[0].code]).toEqual([400, 'empty_list']);
});

describe('PATCH', () => {
  test('of anything that GET shows changes nothing, and leaves no event', async () => {
    for (const body of [{ name: 'a', roles: ['admin'] }, { name: 'b', scopes: ['table:read'], expireAt: '2099-01-31T00:00:00Z' }, { name: 'c', roles: ['developer'], ipAccessList: [{ source: '10.0.0.0/8', description: '' }], state: 'disabled' }]) {
      const { key } = (await rest(owner, 'POST', keys, { body })).json.result;
      const at = `${keys}/${key.id}`;
      const before = (await auditOf(acme)).length;
      for (const field of ['name', 'state', 'roles', 'scopes', 'expireAt', 'ipAccessList']) {
        const { status, json } = await rest(owner, 'PATCH', at, { body: { [field]: key[field] } });
        expect([field, status, json.result]).toEqual([field, 200, key]);
      }
      expect((await rest(owner, 'PATCH', at, { body: { roles: key.roles, scopes: key.scopes, assignedRoleIds: key.assignedRoles.map(({ roleId }: { roleId: string }) => roleId) } })).json.result).toEqual(key);
      expect((await auditOf(acme)).length).toBe(before);
    }
  });

  test('changes what is given; null clears the expiry and the list', async () => {
    const { key } = (await rest(owner, 'POST', keys, { body: { name: 'a', roles: ['admin'], expireAt: '2099-01-31T00:00:00Z', ipAccessList: [{ source: '10.0.0.0/8' }] } })).json.result;
    const { json } = await rest(owner, 'PATCH', `${keys}/${key.id}`, { body: { name: 'b', roles: ['developer'], expireAt: null, ipAccessList: null, state: 'disabled' } });
    expect(json.result).toMatchObject({ name: 'b', roles: ['developer'], expireAt: null, ipAccessList: [], state: 'disabled' });
    expect((await eventsAbout(acme, key.id)).map(({ action }) => action)).toEqual(['key.created', 'key.updated', 'key.disabled']);
  });

  test('with If-Match changes only what is as it was read', async () => {
    const { key } = await aKeyOf(acme.owner, acme);
    const at = `${keys}/${key.id}`;
    const etag = (await rest(owner, 'GET', at)).headers.get('etag')!;
    const changed = await rest(owner, 'PATCH', at, { body: { name: 'first' }, headers: { 'if-match': etag } });
    expect(changed.status).toBe(200);
    const stale = await rest(owner, 'PATCH', at, { body: { name: 'second' }, headers: { 'if-match': etag } });
    expect([stale.status, stale.json.error.split(':')[0]]).toEqual([412, 'PRECONDITION_FAILED']);
    expect((await rest(owner, 'PATCH', at, { body: { name: 'third' }, headers: { 'if-match': changed.headers.get('etag')! } })).status).toBe(200);
    for (const tag of ['"other"', `W/${etag}`, 'nonsense']) expect((await rest(owner, 'PATCH', at, { body: { name: 'x' }, headers: { 'if-match': tag } })).status).toBe(412);
  });
});

describe('hashData', () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('base64');
  const pair = () => ({ id: `my-own-${randomBytes(6).toString('hex')}`, secret: randomBytes(24).toString('base64url') });
  const made = (id: string, secret: string, more = {}) =>
    rest(owner, 'POST', keys, { body: { name: 'Own', roles: ['developer'], hashData: { keyIdHash: hash(id), keyIdSuffix: id.slice(-4), keySecretHash: hash(secret) }, ...more } });

  test('makes a key whose pair is good as Basic, and whose secret Latchkey never saw', async () => {
    const { id, secret } = pair();
    const { status, json } = await made(id, secret);
    expect(status).toBe(200);
    expect(json.result).toEqual({ key: expect.objectContaining({ keySuffix: id.slice(-4) }) });
    const verdict = await verify(presented(['authorization', `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`]), { scopes: [], address: '192.0.2.1', userAgent: null });
    expect(verdict.code).toBe('valid');
    expect(await dump()).not.toContain(id);
  });

  test('is good as Basic only, though the pair had the native shape', async () => {
    const { keyId, secret, plaintext } = await aProgramOf(acme.owner, acme);
    const other = [...keyId].toReversed().join('');
    await made(other, secret);
    expect((await verdictOf(plaintext.replace(keyId, other))).code).toBe('invalid_key');
  });

  test('of a Key ID that is known is a conflict', async () => {
    const { id, secret } = pair();
    await made(id, secret);
    const { status, json } = await made(id, 'another');
    expect([status, json.code]).toEqual([409, 'key_id_known']);
  });

  test('that is no SHA-256, or for a bearer token, is refused', async () => {
    const { id, secret } = pair();
    expect((await made(id, secret, { hashData: { keyIdHash: 'x', keyIdSuffix: 'abcd', keySecretHash: hash(secret) } })).status).toBe(400);
    expect((await made(id, secret, { type: 'BEARER_TOKEN' })).status).toBe(400);
  });
});

test('rotating gives a new secret for the same Key ID', async () => {
  const program = await aProgramOf(acme.owner, acme);
  const { status, json } = await rest(owner, 'POST', `${keys}/${program.id}/rotate`, { body: { grace: 'none' } });
  expect([status, json.result.keyId]).toEqual([200, program.keyId]);
  expect((await verdictOf(program.plaintext)).code).toBe('invalid_key');
  expect((await verdictOf(program.plaintext.replace(program.secret, json.result.keySecret))).code).toBe('valid');
});

test('use is told for thirty days', async () => {
  const { json } = await rest(owner, 'GET', `${keys}/${owner.id}/usage`);
  expect(json.result).toHaveLength(30);
});

test('who lacks a scope is told which', async () => {
  const reader = await aProgramOf(acme.owner, acme, ['key:read']);
  const { status, json, headers } = await rest(reader, 'POST', keys, { body: { name: 'x', roles: ['developer'] } });
  expect([status, json.code, json.missing_scopes]).toEqual([403, 'insufficient_scope', ['key:create']]);
  expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"');
});
