import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { answerAuthorize } from '@/lib/transport/gateway';
import { answered } from '@/lib/transport/http';
import type { Answer } from '@/lib/transport/verdict-answer';
import { freshDatabase, rows } from '@/tests/support/database';
import { withoutPolicy, withPolicy } from '@/tests/support/gateways';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
let good: { id: string; headers: string[] };

beforeAll(async () => {
  acme = await anOrganization();
  good = await newKey();
});
afterEach(withoutPolicy);

async function newKey(assignments?: string) {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  if (assignments) await setOnKey(key.id, assignments);
  return { id: key.id, headers: ['x-api-key', revealed.plaintext] };
}

const authorize = (url: string, headers: string[] = good.headers, method = 'GET') => answered(answerAuthorize, { method, url, rawHeaders: headers, address: '192.0.2.1' });
const header = ({ headers }: Answer, name: string) => headers[headers.findIndex((given, i) => i % 2 === 0 && given === name) + 1];
const codeOf = async (url: string, headers?: string[], method?: string) => (await authorize(url, headers, method)).code;

test.each(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'])('%s: 200, never 204, with no body and always all seven headers', async (method) => {
  const answer = await authorize('/v1/authorize', good.headers, method);
  expect(answer).toMatchObject({ status: 200, body: '' });
  expect(answer.headers.filter((name, i) => i % 2 === 0 && name.startsWith('X-Latchkey-'))).toEqual([
    'X-Latchkey-Key-Id', 'X-Latchkey-Organization-Id', 'X-Latchkey-User-Id', 'X-Latchkey-Role', 'X-Latchkey-Scopes', 'X-Latchkey-Project-Id', 'X-Latchkey-Environment',
  ]);
  expect(header(answer, 'X-Latchkey-Project-Id')).toBe('');
  expect(header(answer, 'X-Latchkey-Key-Id')).toBe(good.id);
});

test('the scopes of the address are needed, all of them', async () => {
  expect(await codeOf('/v1/authorize?scope=table:data:read&scope=key:read')).toBe('valid');
  expect(await codeOf('/v1/authorize?scope=table:data:read&scope=table:create')).toBe('insufficient_scope');
});

test.each(['?from=guess', '?from=forwarded&from=original', '?nginx=2', '?scope=', '?scopes=key:read', '?x'])('an address with %s is a mistake of the operator’s, and no answer to build on', async (query) => {
  const { status, body } = await authorize(`/v1/authorize${query}`);
  expect([status, JSON.parse(body).detail]).toEqual([400, expect.stringContaining('scope, from')]);
});

describe('the route’s source is named, never guessed', () => {
  const forwarded = ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', '/v1/data/posts?x=1'];
  const original = ['X-Original-Method', 'GET', 'X-Original-URI', '/v1/data/posts?x=1'];

  const cases: [string, string[], string][] = [
    ['?from=forwarded', forwarded, 'valid'],
    ['?from=original', original, 'valid'],
    ['?from=original', forwarded, 'forwarding_unclear'],
    ['?from=forwarded', original, 'forwarding_unclear'],
    ['?from=forwarded', [...forwarded, ...original], 'forwarding_unclear'],
    ['?from=forwarded', [...forwarded, 'X-Original-URI', '/x'], 'forwarding_unclear'],
    ['?from=forwarded', [...forwarded, 'x_original_uri', '/x'], 'forwarding_unclear'],
    ['?from=forwarded', [...forwarded, 'X-Forwarded-Uri', '/v1/data/posts'], 'forwarding_unclear'],
    ['?from=forwarded', [...forwarded, 'X_Forwarded.Uri', '/v1/data/posts'], 'forwarding_unclear'],
    ['?from=forwarded', forwarded.slice(0, 2), 'forwarding_unclear'],
    ['?from=forwarded', forwarded.slice(2), 'forwarding_unclear'],
    ['?from=forwarded', ['X-Forwarded-Method', 'get', 'X-Forwarded-Uri', '/v1/data/posts'], 'forwarding_unclear'],
    ['?from=forwarded', ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', '/v1/other'], 'route_not_allowed'],
    ['?from=forwarded&scope=table:create', forwarded, 'insufficient_scope'],
    ['?from=path', [], 'forwarding_unclear'],
  ];
  test.each(cases)('%s with %j: %s', async (query, headers, code) => {
    withPolicy('GET /v1/data/* -> table:data:read');
    expect(await codeOf(`/v1/authorize${query}`, [...good.headers, ...headers])).toBe(code);
  });

  test('without a policy no route is allowed, and the answer says why', async () => {
    const { status, code, body } = await authorize('/v1/authorize?from=forwarded', [...good.headers, ...forwarded]);
    expect([status, code, JSON.parse(body).detail]).toEqual([403, 'route_not_allowed', expect.stringContaining('POLICY_FILE')]);
  });
});

describe('Envoy: the path behind the prefix is the route, and the query is the client’s', () => {
  test.each([
    ['/v1/authorize/v1/data/posts', 'GET', 'valid'],
    ['/v1/authorize/v1/data/posts?from=forwarded&nginx=1&scope=table:create&x=1', 'GET', 'valid'],
    ['/v1/authorize/v1/data/posts?from=path', 'GET', 'valid'],
    ['/v1/authorize/v1/data/posts', 'DELETE', 'route_not_allowed'],
    ['/v1/authorize/v1/secret?/v1/data/posts', 'GET', 'route_not_allowed'],
    ['/v1/authorize/v1/data/../secret', 'GET', 'route_not_allowed'],
    ['/v1/authorize//v1/data/posts', 'GET', 'route_not_allowed'],
    ['/v1/authorize/', 'GET', 'route_not_allowed'],
    ['/v1/authorize/v1/data/posts', 'M-SEARCH', 'forwarding_unclear'],
  ])('%s by %s: %s', async (url, method, code) => {
    withPolicy('GET /v1/data/* -> table:data:read');
    expect(await codeOf(url, good.headers, method)).toBe(code);
  });

  test('a pair of another gateway’s beside it is refused', async () => {
    withPolicy('GET /v1/data/* -> table:data:read');
    expect(await codeOf('/v1/authorize/v1/data/posts', [...good.headers, 'X-Forwarded-Uri', '/v1/data/posts'])).toBe('forwarding_unclear');
  });

  test('without a policy it is the plain verdict', async () => {
    expect(await codeOf('/v1/authorize/anything')).toBe('valid');
    expect(await codeOf('/v1/authorize/anything?scope=table:create')).toBe('insufficient_scope');
  });
});

describe('nginx', () => {
  test('hears 403 for 429, with the real status beside, and never a body', async () => {
    const key = await newKey('rate_per_minute = 1');
    expect(await authorize('/v1/authorize?nginx=1', key.headers)).toMatchObject({ status: 200, body: '' });
    const over = await authorize('/v1/authorize?nginx=1', key.headers);
    expect(over).toMatchObject({ status: 403, body: '' });
    expect(header(over, 'X-Deny-Status')).toBe('429');
    expect(Number(header(over, 'Retry-After'))).toBeGreaterThan(1);
    expect((await authorize('/v1/authorize', key.headers)).status).toBe(429);
    expect(await authorize('/v1/authorize?nginx=1', [])).toMatchObject({ status: 401, body: '' });
  });
});

describe('projects and environments', () => {
  test('a limited key is good for what is named on it, exactly, and where one is named', async () => {
    const { headers } = await newKey(`projects = '{p1,p2}'`);
    expect(await codeOf('/v1/authorize', [...headers, 'X-Project-Id', 'p2'])).toBe('valid');
    for (const named of [[], ['X-Project-Id', ''], ['X-Project-Id', 'P1'], ['X-Project-Id', 'p1,p2'], ['X-Project-Id', 'p3']]) {
      expect(await codeOf('/v1/authorize', [...headers, ...named])).toBe('project_not_allowed');
    }
  });

  test.each([['X-Project-Id', 'p1', 'X-Project-Id', 'p1'], ['X-Project-Id', 'ü'], ['X-Environment', 'a b'], ['X-Environment', 'x'.repeat(129)]])('%j cannot be echoed, and is refused', async (...headers) => {
    const { code, body } = await authorize('/v1/authorize', [...good.headers, ...headers]);
    expect([code, JSON.parse(body).detail]).toEqual(['forwarding_unclear', expect.stringContaining('X-Project-Id or X-Environment')]);
  });
});

test('[S16] a verdict is never remembered', async () => {
  const { id, headers } = await newKey();
  expect(await codeOf('/v1/authorize', headers)).toBe('valid');
  await rows('update keys set revoked_at = now() where id = $1', id);
  expect(await codeOf('/v1/authorize', headers)).toBe('key_revoked');
});
