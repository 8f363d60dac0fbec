import { beforeAll, describe, expect, test } from 'vitest';
import { mintKey, mintSecret, plaintext } from '@/lib/core/keys/format';
import { answered, answerVerify } from '@/lib/transport/http';
import { freshDatabase, readsDuring, rows, withRead } from '@/tests/support/database';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
let key: Awaited<ReturnType<typeof aKeyOf>>['key'];
let good: string;
beforeAll(async () => {
  acme = await anOrganization();
  const made = await aKeyOf(acme.member, acme);
  key = made.key;
  good = made.revealed.plaintext;
});

async function ask(credential: string | null, url = '/v1/verify', method = 'GET') {
  const { status, headers, body } = await answered(answerVerify, { method, url, rawHeaders: credential === null ? [] : ['x-api-key', credential], address: '192.0.2.1' });
  const named = Object.fromEntries(headers.flatMap((name, i) => (i % 2 === 0 ? [[name, headers[i + 1]!]] : [])));
  return { status, headers: named as Record<string, string>, body };
}

const bodyOf = ({ body }: { body: string }) => JSON.parse(body) as Record<string, unknown>;

/** The answer but for the request id, which stands in a header and in the body. */
function withoutId(answer: Awaited<ReturnType<typeof ask>>) {
  const id = answer.headers['X-Request-Id']!;
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  return JSON.stringify(answer).replaceAll(id, 'request id');
}

test('a good key gets what the contract says, and nothing that helps to guess it', async () => {
  const answer = await ask(good);
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' });
  expect(bodyOf(answer)).toEqual({
    valid: true,
    code: 'valid',
    key: { id: key.id, keyId: good.split('_')[1], name: 'CI', type: 'API_KEY', scopes: expect.arrayContaining(['table:data:read']), expiresAt: null },
    organization: { id: acme.id, name: 'Acme', slug: acme.slug },
    user: { id: acme.member.userId, name: acme.member.name, email: acme.member.email, role: 'member' },
  });
  expect(answer.body).not.toContain(good.split('_')[2]);
});

describe('[S15] the same bytes, but for the request id, for', () => {
  test('an unknown key, a wrong secret, a wrong checksum, a wrong prefix and no key at all', async () => {
    const keyId = good.split('_')[1]!;
    const unknown = await ask(plaintext('lk', mintKey()));
    expect(unknown.status).toBe(401);
    expect(bodyOf(unknown)).toMatchObject({ code: 'invalid_key', status: 401, error: expect.stringMatching(/^UNAUTHORIZED: /), type: 'urn:latchkey:problem:invalid_key' });
    const revoked = await aKeyOf(acme.member, acme);
    await setOnKey(revoked.key.id, 'revoked_at = now()');
    for (const credential of [plaintext('lk', mintSecret(keyId)), `${good.slice(0, -1)}${good.at(-1) === 'a' ? 'b' : 'a'}`, `xx${good.slice(2)}`, 'x', '', plaintext('lk', mintSecret(revoked.revealed.keyId))]) {
      expect(withoutId(await ask(credential))).toBe(withoutId(unknown));
    }
  });
});

test.each([
  ['revoked', 'revoked_at = now()', 'key_revoked'],
  ['disabled', 'disabled_at = now()', 'key_disabled'],
  ['expired', `expires_at = now() - interval '1 ms'`, 'key_expired'],
])('[S16] a key that is %s is told so, with 401 and a challenge', async (_, change, code) => {
  const made = await aKeyOf(acme.member, acme);
  await setOnKey(made.key.id, change);
  const answer = await ask(made.revealed.plaintext);
  expect(answer).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="latchkey", error="invalid_token"', 'Content-Type': 'application/problem+json' } });
  expect(bodyOf(answer).code).toBe(code);
});

test('no credential gets a challenge without an error, as RFC 6750 says', async () => {
  const answer = await ask(null);
  expect(answer).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer realm="latchkey"' } });
  expect(bodyOf(answer).code).toBe('missing_credential');
});

test('missing scopes are listed', async () => {
  const answer = await ask(good, '/v1/verify?scope=table:data:read&scope=table:create&scope=key:delete');
  expect(answer).toMatchObject({ status: 403, headers: { 'WWW-Authenticate': expect.stringContaining('error="insufficient_scope"') } });
  expect(bodyOf(answer)).toMatchObject({ code: 'insufficient_scope', missing_scopes: ['table:create', 'key:delete'] });
  expect((await ask(good, '/v1/verify?scope=table:data:read')).status).toBe(200);
});

test('an address that is not on the list is 403', async () => {
  const made = await aKeyOf(acme.member, acme);
  await rows(`update keys set addresses = '[{"source":"198.51.100.0/24","description":""}]' where id = $1`, made.key.id);
  const answer = await ask(made.revealed.plaintext);
  expect([answer.status, bodyOf(answer).code]).toEqual([403, 'ip_not_allowed']);
});

test('[S20] a database that cannot answer is 503 with Retry-After', async () => {
  const answer = await withRead(() => () => Promise.reject(new Error('gone')), () => ask(good));
  expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
  expect(answer.body).not.toContain('gone');
});

describe('[S14] a key in the URL is refused, without a query', () => {
  test.each(['/v1/verify?key=KEY', '/v1/verify?scope=KEY', '/v1/verify?KEY', '/v1/verify?scope=table:read&api_key=KEY', '/v1/verify?SCOPE=table:read', '/v1/verify?scope=ENCODED', '/v1/verify?scope=table:read&scope=ENCODED', '/v1/verify?scope=', '/v1/verify?'])('%s', async (url) => {
    const asked = url.replace('KEY', good).replace('ENCODED', good.replaceAll('_', '%5F'));
    const reads = await readsDuring(async () => {
      const answer = await ask(good, asked);
      if (asked === '/v1/verify?') return expect(answer.status).toBe(200);
      expect(answer.status).toBe(400);
      expect(answer.body).not.toContain(good.slice(3, 23));
    });
    expect(reads).toBe(asked === '/v1/verify?' ? 1 : 0);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is told which methods there are', async (method) => {
  expect(await ask(good, '/v1/verify', method)).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD', 'Cache-Control': 'no-store' } });
});

test('every answer has a request id of its own, and no-store', async () => {
  const answers = await Promise.all([ask(good), ask(good), ask(null), ask('x'), ask(good, '/v1/verify?x=1'), ask(good, '/v1/verify', 'POST')]);
  expect(new Set(answers.map(({ headers }) => headers['X-Request-Id'])).size).toBe(answers.length);
  for (const { headers } of answers) expect(headers['Cache-Control']).toBe('no-store');
});
