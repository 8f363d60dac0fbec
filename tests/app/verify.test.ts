import { beforeAll, describe, expect, test } from 'vitest';
import { revokeKey } from '@/lib/core/keys/revoke';
import { newToken } from '@/lib/core/token';
import { rows } from '@/tests/support/database';
import { cookieOf, instances, send, type Instance } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';

const running: Instance[] = instances('server', 'next');

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

describe.each([[0, 'server.ts'], [1, 'next start, as on Vercel']])('/v1/verify, instance %i: %s', (index) => {
  const ask = (headers: Record<string, string | string[]> = {}, path = '/v1/verify', method = 'GET') => send(running[index]!.url + path, { headers, method });

  test('a key is good in all three ways, and refused at once when it is revoked', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    const ways: Record<string, string>[] = [
      { 'x-api-key': revealed.plaintext },
      { authorization: `Bearer ${revealed.plaintext}` },
      { authorization: `Basic ${Buffer.from(`${revealed.keyId}:${revealed.secret}`).toString('base64')}` },
    ];
    for (const headers of ways) {
      const answer = await ask(headers);
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'valid', key: { id: key.id }, user: { email: acme.member.email } });
    }
    await revokeKey(as(acme.member), { organization: acme.id, key: key.id });
    for (const headers of ways) expect(JSON.parse((await ask(headers)).body)).toMatchObject({ status: 401, code: 'key_revoked' });
  });

  test('HEAD answers as GET does, without a body', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    const answer = await ask({ 'x-api-key': revealed.plaintext }, '/v1/verify', 'HEAD');
    expect([answer.status, answer.body]).toEqual([200, '']);
  });

  test('no credential, junk and two at once are refused as the contract says', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    const none = await ask();
    expect([none.status, JSON.parse(none.body).code, none.headers['www-authenticate']]).toEqual([401, 'missing_credential', 'Bearer realm="latchkey"']);
    const bad: Record<string, string>[] = [{ 'x-api-key': 'junk' }, { 'x-api-key': '' }, { 'x-api-key': revealed.plaintext, authorization: `Bearer ${revealed.plaintext}` }];
    for (const headers of bad) {
      const answer = await ask(headers);
      expect([answer.status, JSON.parse(answer.body).code]).toEqual([401, 'invalid_key']);
    }
  });

  test('scopes are asked for in the query, and what is missing is listed', async () => {
    const { revealed } = await aKeyOf(acme.member, acme);
    expect((await ask({ 'x-api-key': revealed.plaintext }, '/v1/verify?scope=table:data:read')).status).toBe(200);
    const refused = await ask({ 'x-api-key': revealed.plaintext }, '/v1/verify?scope=table:delete');
    expect([refused.status, JSON.parse(refused.body).missing_scopes]).toEqual([403, ['table:delete']]);
  });

  test('other methods are 405, another parameter 400', async () => {
    const posted = await ask({}, '/v1/verify', 'POST');
    expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
    expect((await ask({}, '/v1/verify?key=x')).status).toBe(400);
  });

  test.each(['/v1/verify', '/v1/authorize', '/v1/authorize/v1/data/posts'])('[S21] every answer of %s, good or not, forbids storing, sniffing and framing, and carries its request id', async (path) => {
    const { revealed } = await aKeyOf(acme.member, acme);
    for (const key of [revealed.plaintext, 'junk']) {
      const { headers } = await ask({ 'x-api-key': key }, path);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'", 'x-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/) });
    }
    const { headers, body } = await ask();
    expect(JSON.parse(body).requestId).toBe(headers['x-request-id']);
  });
});

test('one credential sent twice is refused', async () => {
  const { revealed } = await aKeyOf(acme.member, acme);
  const answer = await send(`${running[0]!.url}/v1/verify`, { headers: { 'x-api-key': [revealed.plaintext, revealed.plaintext] } });
  expect(JSON.parse(answer.body).code).toBe('invalid_key');
});

test('[S23] an unforeseen error shows a page with its number, and nothing of what it was; verification is 503 meanwhile; the log has the cause and no value of the query', async () => {
  const { url, output } = running[0]!;
  const { cookie } = await cookieOf(url, acme.owner);
  const { revealed } = await aKeyOf(acme.owner, acme);
  const path = `/v1/organizations/${acme.id}/invitations`;
  await rows('alter table keys rename to keys_elsewhere');
  await rows('alter table invitations rename to invitations_elsewhere');
  let number: string | undefined;
  try {
    const page = await send(`${url}/organizations/${acme.slug}/keys`, { headers: { cookie } });
    number = /data-dgst="([^"]+)"|digest\W+(\d+)/.exec(page.body)?.slice(1).find(Boolean);
    expect(number).toBeTruthy();
    expect(page.body).not.toMatch(/keys_elsewhere|relation "|from "keys"|node_modules|\.next\/server|at async/);
    expect((await send(`${url}/v1/verify`, { headers: { 'x-api-key': revealed.plaintext } })).status).toBe(503);
    await expect.poll(output).toMatch(/relation \\"keys\\" does not exist.*"msg":"verification is unavailable/);
    await rows('alter table keys_elsewhere rename to keys');
    const program = await send(url + path, { headers: { 'x-api-key': revealed.plaintext } });
    expect(program.status).toBe(500);
    await expect.poll(output).toContain(JSON.parse(program.body).requestId);
  } finally {
    await rows('alter table if exists keys_elsewhere rename to keys');
    await rows('alter table invitations_elsewhere rename to invitations');
  }
  for (const table of ['keys', 'invitations']) expect(output()).toContain(`relation \\"${table}\\" does not exist`);
  expect(output()).not.toMatch(/Failed query|params|parameters/i);
  expect(output()).toContain(`"digest":"${number}"`);
  expect(output().split('\n').filter((line) => line.includes('does not exist') && !line.startsWith('{'))).toEqual([]);
  expect((await send(`${url}/v1/verify`, { headers: { 'x-api-key': revealed.plaintext } })).status).toBe(200);
});

test('[S23] the log of `next start` has the cause and no value of the query, too', async () => {
  const { url, output } = running[1]!;
  await rows('alter table invitations rename to invitations_elsewhere');
  await send(`${url}/invitation/${newToken()}`);
  await rows('alter table invitations_elsewhere rename to invitations');
  await expect.poll(output).toContain('relation \\"invitations\\" does not exist');
  expect(output()).not.toMatch(/Failed query|params|parameters/i);
});
