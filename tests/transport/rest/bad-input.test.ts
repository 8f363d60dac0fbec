import { beforeAll, describe, expect, test } from 'vitest';
import { dump, freshDatabase } from '@/tests/support/database';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program & { id: string };
let at: string;
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
  at = `/v1/organizations/${acme.id}`;
});

const good = { name: 'x', roles: ['developer'] };
/** What every request changes. */
const counters = ['rate_windows', 'key_usage', 'usage_flushes', 'keys'];
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

const bodies: Record<string, BodyInit> = {
  'no JSON': '{"name":',
  'nothing but a bracket': '[',
  'no object': '"text"',
  'a list': '[]',
  'null': 'null',
  'a depth of 10,000': deep(10_000),
  'a depth of 100,000 in a field': `{"name":${deep(100_000)}}`,
  'the same key twice': '{"name":"a","name":"b","roles":["developer"]}',
  'the same key twice, once escaped': '{"name":"a","n\\u0061me":"b","roles":["developer"]}',
  'a number beyond 2^53': '{"name":9007199254740993}',
  'a number beyond all': '{"name":1e999}',
  'NUL in a text': '{"name":"a\\u0000b","roles":["developer"]}',
  'half a character': '{"name":"a\\ud800b","roles":["developer"]}',
  '__proto__': '{"__proto__":{"roles":["admin"]},"name":"x"}',
  'bytes that are no UTF-8': new Uint8Array([0x7b, 0xff, 0x7d]),
  'an unknown field': JSON.stringify({ ...good, admin: true }),
  'a date that does not exist': JSON.stringify({ ...good, expireAt: '2099-02-30T00:00:00Z' }),
  'a date that is none': JSON.stringify({ ...good, expireAt: 'tomorrow' }),
  'a date in the past': JSON.stringify({ ...good, expireAt: '2020-01-01T00:00:00Z' }),
  'the year before the first': JSON.stringify({ ...good, expireAt: '0000-01-01T00:00:00Z' }),
  'a year beyond the calendar': JSON.stringify({ ...good, expireAt: '+275760-09-13T00:00:00Z' }),
  'a name of line breaks': JSON.stringify({ ...good, name: 'a\nb' }),
  'a name of 101 characters': JSON.stringify({ ...good, name: 'x'.repeat(101) }),
  'an address that is none': JSON.stringify({ ...good, ipAccessList: [{ source: '300.1.1.1' }] }),
};

test.each(Object.entries(bodies))('a body of %s is 400, and nothing is made', async (_, raw) => {
  const before = await dump(...counters);
  const { status, json, headers } = await rest(owner, 'POST', `${at}/keys`, { raw });
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(json).toMatchObject({ status: 400, code: 'invalid', error: expect.stringMatching(/^BAD_REQUEST: /), detail: expect.any(String) });
  expect(await dump(...counters)).toBe(before);
});

describe('a refusal names the field as it was sent', () => {
  const past = '2020-01-01T00:00:00Z';
  const named = async (method: string, path: string, body: unknown) => (await rest(owner, method, at + path, { body })).json.errors.map((error: { path: string }) => error.path);

  test.each([
    ['expireAt', { expireAt: past }],
    ['ipAccessList.0.source', { ipAccessList: [{ source: 'nowhere' }] }],
    ['ipAccessList.1.source', { ipAccessList: [{ source: '192.0.2.1' }, { source: '192.0.2.1/33' }] }],
  ])('%s of a key that is made, and of one that is changed', async (path, wrong) => {
    expect(await named('POST', '/keys', { ...good, ...wrong })).toEqual([path]);
    expect(await named('PATCH', `/keys/${owner.id}`, wrong)).toEqual([path]);
  });

  test('email of an invitation: no address, one of somebody who is here, and one that is invited already', async () => {
    const invite = (email: string) => named('POST', '/invitations', { email, role: 'developer' });
    expect(await invite('nobody')).toEqual(['email']);
    expect(await invite(acme.member.email)).toEqual(['email']);
    await rest(owner, 'POST', `${at}/invitations`, { body: { email: 'twice@example.com', role: 'developer' } });
    expect(await invite('twice@example.com')).toEqual(['email']);
  });
});

const queries = ['limit=0', 'limit=251', 'limit=', 'limit=-1', 'limit=1.5', 'limit=1e2', 'limit=1&limit=2', 'cursor=tampered', 'cursor=', 'unknown=1', 'include=all', 'limit=%00', 'cursor=%00', 'limit=99999999999999999999'];

test.each(queries)('a query of ?%s is 400', async (query) => {
  expect((await rest(owner, 'GET', `${at}/keys?${query}`)).status).toBe(400);
});

test.each(['from_date=2026-02-30', 'from_date=yesterday', 'to_date=2026-13-01', 'from_date=2026-11-21T25:00:00Z', 'from_date=2026-11-21 10:00', 'from_date=0000-01-01', 'to_date=9999-12-31', 'from_date=0001-01-01T00:00:00%2B14:00'])('activities of ?%s are 400', async (query) => {
  expect((await rest(owner, 'GET', `${at}/activities?${query}`)).status).toBe(400);
});

test.each(['1', 'null', '..%2f..', '%00', "' or 1=1 --", 'x'.repeat(5_000)])('an id of %s is none: 400, without repeating it', async (id) => {
  const { status, text } = await rest(owner, 'GET', `${at}/keys/${encodeURIComponent(id)}`);
  expect(status).toBe(400);
  if (id.length > 4) expect(text).not.toContain(id);
});

test('[S14] a key in the address is refused', async () => {
  const { status, json } = await rest(owner, 'GET', `${at}/keys?cursor=${owner.plaintext}`);
  expect([status, json.errors[0].code]).toEqual([400, 'key_in_url']);
});

describe('the door itself', () => {
  test('an unknown path is 404, and a wrong method 405 that names the right ones', async () => {
    expect((await rest(owner, 'GET', '/v1/nothing')).json).toMatchObject({ status: 404, code: 'not_found' });
    const { status, headers, json } = await rest(owner, 'PUT', `${at}/keys`);
    expect([status, headers.get('allow'), json.code]).toEqual([405, 'GET, HEAD, POST', 'method_not_allowed']);
  });

  test('another media type, or a compressed body, is 415', async () => {
    for (const headers of [{ 'content-type': 'text/plain' }, { 'content-type': 'application/x-www-form-urlencoded' }, { 'content-type': 'application/json', 'content-encoding': 'gzip' }] as Record<string, string>[]) {
      expect((await rest(owner, 'POST', `${at}/keys`, { raw: JSON.stringify(good), headers })).json).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    }
    expect((await rest(owner, 'POST', `${at}/keys`, { raw: JSON.stringify(good), headers: { 'content-type': 'application/json; charset=utf-8' } })).status).toBe(200);
  });

  test('[S22] a body over 1 MiB is 413', async () => {
    expect((await rest(owner, 'POST', `${at}/keys`, { raw: JSON.stringify({ name: 'x'.repeat(1_100_000) }) })).json).toMatchObject({ status: 413, code: 'too_large' });
  });

  test('a client that goes away half-way is nobody’s error', async () => {
    const { answerRest } = await import('@/lib/transport/rest');
    const half = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) });
    const request = new Request(`http://localhost${at}/keys`, { method: 'POST', body: half, headers: { 'x-api-key': owner.plaintext, 'content-type': 'application/json' }, duplex: 'half' } as RequestInit);
    expect((await answerRest(request, null)).status).toBe(400);
  });

  test('a HEAD is a GET', async () => {
    expect((await rest(owner, 'HEAD', `${at}/keys`)).status).toBe(200);
  });
});
