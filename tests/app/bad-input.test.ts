import { beforeAll, expect, test } from 'vitest';
import { newToken } from '@/lib/core/token';
import { instances, send } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { raw as sent } from '@/tests/support/raw';

const running = instances('server');

let acme: TestOrganization;
let good: string;
let pair: { keyId: string; secret: string };
beforeAll(async () => {
  acme = await anOrganization();
  const { revealed } = await aKeyOf(acme.member, acme);
  good = revealed.plaintext;
  pair = revealed;
});

const address = () => new URL(running[0]!.url);
const verify = (headers: Record<string, string | string[]>) => send(`${address().href}v1/verify`, { headers });
const raw = (text: string) => sent(running[0]!.url, text);
const stillGood = async () => expect((await verify({ 'x-api-key': good })).status).toBe(200);

test.each(['/v1/verify', '/v1/authorize', '/sign-in'])('headers of 17 KB are 431: %s', async (path) => {
  expect(await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nX-Filler: ${'a'.repeat(17_000)}\r\n\r\n`)).toContain('431');
  await stillGood();
});

test('[S22] a body of 2 MB is 413, and verification does not read one', async () => {
  const body = 'a'.repeat(2_000_000);
  expect(await raw(`POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`)).toContain('413');
  expect(await raw(`POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n`)).toContain('405');
  expect(await raw(`POST /v1/authorize HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${good}\r\nContent-Length: ${body.length}\r\n\r\n`)).toContain('200');
  await stillGood();
});

test('what strangers ask of sign-in’s own addresses leaves a line a request, and no error', async () => {
  const before = running[0]!.output().length;
  const told = () => running[0]!.output().slice(before).trim().split('\n');
  for (const [method, path] of [['GET', 'unknown'], ['POST', 'signout'], ['POST', 'callback/credentials']] as const) await send(`${address().href}api/auth/${path}`, { method });
  await expect.poll(() => told().filter((line) => line.includes('"path":"/api/auth/'))).toHaveLength(3);
  expect(told().filter((line) => !line.includes('"level":30'))).toEqual([]);
});

test('[S14] what stands behind a thousand other lines of the head counts, too', async () => {
  const hidden = (path: string, before: string, after: string) => raw(`GET ${path} HTTP/1.1\r\nHost: x\r\n${before}\r\n${'a:\r\n'.repeat(1_100)}${after}\r\n\r\n`);
  const route = 'X-Original-Method: GET\r\nX-Original-URI: /v1/data/posts';
  expect(await hidden('/v1/verify', 'b: c', `X-Api-Key: ${good}`)).toContain('200');
  expect(await hidden('/v1/verify', `X-Api-Key: ${good}`, 'X-Api-Key: another')).toContain('401');
  expect(await hidden('/v1/authorize?from=original', `X-Api-Key: ${good}\r\n${route}`, route)).toContain('403');
  expect(await hidden('/metrics', 'b: c', 'X-Forwarded-For: 192.0.2.2')).toContain('401');
  expect(await hidden(`/v1/organizations/${acme.id}`, `X-Api-Key: ${good}`, 'X-Api-Key: another')).toContain('401');
});

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

const wrong: [string, () => Record<string, string | string[]>][] = [
  ['Basic without a colon', () => ({ authorization: basic(pair.keyId) })],
  ['base64 that is none', () => ({ authorization: 'Basic %%%' })],
  ['Basic with a secret that is empty', () => ({ authorization: basic(`${pair.keyId}:`) })],
  ['a key twice', () => ({ 'x-api-key': [good, good] })],
  ['two Authorizations', () => ({ authorization: [`Bearer ${good}`, `Bearer ${good}`] })],
  ['a key with a Unicode look-alike', () => ({ 'x-api-key': Buffer.from(good.replace('lk_', 'lк_')).toString('latin1') })],
  ['a key with a full-width letter', () => ({ 'x-api-key': Buffer.from(good.replace('k', 'ｋ')).toString('latin1') })],
  ['a key in quotation marks', () => ({ 'x-api-key': `"${good}"` })],
  ['two keys with a comma', () => ({ 'x-api-key': `${good},${good}` })],
  ['Bearer with the word twice', () => ({ authorization: `Bearer Bearer ${good}` })],
  ['a cookie with the key', () => ({ 'x-api-key': 'x', cookie: `key=${good}` })],
];
test.each(wrong)('%s is an invalid key', async (_, headers) => {
  const answer = await verify(headers());
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([401, 'invalid_key']);
});

test.each(wrong.filter(([what]) => /twice|two/i.test(what)))('[S14] %s is an invalid key at every other door, too', async (_, headers) => {
  const doors = [{ path: `v1/organizations/${acme.id}`, method: 'GET' }, { path: 'mcp', method: 'POST' }];
  for (const { path, method } of doors) {
    const answer = await send(address().href + path, { method, headers: { ...headers(), 'content-length': '0' } });
    expect([path, answer.status, JSON.parse(answer.body).code]).toEqual([path, 401, 'invalid_key']);
  }
});

test.each(['GET /v1/verify HTTP/9.9\r\n\r\n', 'G\0T /v1/verify HTTP/1.1\r\n\r\n', 'GET /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n', 'GET /v1/verify HTTP/1.1\r\nHost: x\r\nX-Api-Key : a\r\n\r\n'])('what is no HTTP is 400: %j', async (text) => {
  expect(await raw(text)).toContain('400');
  await stillGood();
});

test.each(['OPTIONS *', 'GET http://x/v1/verify', 'GET *'])('an address that is no path is 400: %s', async (line) => {
  expect(await raw(`${line} HTTP/1.1\r\nHost: x\r\n\r\n`)).toContain('400');
});

test.each([['v1/verify', 404], ['v1/organizations', 400]])('[S14] a key in a path opens nothing, and is not echoed: %s', async (path, refused) => {
  const { status, body } = await send(`${address().href}${path}/${good}`, { headers: { 'x-api-key': good } });
  expect([status, body.includes(pair.keyId)]).toEqual([refused, false]);
});

test.each(['PROPFIND', 'TRACE', 'M-SEARCH'])('a method that nothing knows is 405, and told which are known: %s', async (method) => {
  for (const path of ['', 'sign-in', `v1/organizations/${acme.id}`, 'mcp', 'metrics']) {
    const { status, headers, body } = await send(address().href + path, { method });
    expect([path, status, headers.allow]).toEqual([path, 405, 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS']);
    expect(headers['x-request-id']).toBe(JSON.parse(body).requestId);
  }
});

test('a client that offers to upgrade is answered as any other, before and after a page was served', async () => {
  for (const path of ['v1/verify', 'sign-in', 'v1/verify', 'v1/authorize', '_next/webpack-hmr']) {
    const line = await raw(`GET /${path} HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${good}\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n`);
    expect(line).toMatch(path.startsWith('_next') ? / 404 / : / 200 /);
  }
});

test('no key that was presented stands in the log, and its lines are JSON, but for those that people read at the start', async () => {
  await send(`${address().href}v1/other/${good}`);
  await send(`${address().href}v1/other/${good.replaceAll('_', '%5F')}`);
  await send(`${address().href}reset-password/${newToken()}`);
  await expect.poll(() => running[0]!.output()).toContain('"path":"/reset-password/[token]"');
  const lines = running[0]!.output().split('\n').filter(Boolean);
  expect(running[0]!.output()).not.toContain(pair.secret);
  expect(lines.filter((line) => !line.startsWith('{') && !/^(Set up Latchkey|Latchkey (keeps everything in|is ready)|Building|✓ Running next.config)/.test(line))).toEqual([]);
});
