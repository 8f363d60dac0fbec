import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as send, type RequestListener } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { verificationSnippets } from '@/components/snippets';
import { parsePolicy } from '@/lib/core/routes/policy';
import { forget } from '@/lib/once';
import { guarded } from '@/lib/transport/node';
import { answerVerification } from '@/lib/transport/node-verification';
import { freshDatabase, rows } from '@/tests/support/database';
import { freePort } from '@/tests/support/free-port';
import { ask, documented, documentedPolicy, protectedApi, raw, serving, startCaddy, startNginx, withoutPolicy, withPolicy } from '@/tests/support/gateways';
import { aKeyOf, setOnKey } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
let api: Awaited<ReturnType<typeof protectedApi>>;

beforeAll(async () => {
  acme = await anOrganization();
  api = await protectedApi();
  withPolicy(documentedPolicy());
});

afterAll(async () => {
  withoutPolicy();
  await api.stop();
});

beforeEach(() => {
  api.received.length = 0;
});

test('the route policy that the document shows has no mistake', () => {
  expect(parsePolicy(documentedPolicy()).mistakes).toEqual([]);
});

test.each([
  ['nginx', 'with a route policy', true, startNginx, 'listen 8000', 'listen '],
  ['caddy', 'with a route policy', true, startCaddy, ':8001', ':'],
  ['nginx', 'without one', false, startNginx, 'listen 8000', 'listen '],
  ['caddy', 'without one', false, startCaddy, ':8001', ':'],
] as const)('behind %s, as a new key’s example configures it %s, only a good key comes through, and the API is told whose it is', async (id, _, judgesRoutes, start, documentedPort, listen) => {
  if (!judgesRoutes) withoutPolicy();
  onTestFinished(() => withPolicy(documentedPolicy()));
  const latchkey = await serving(guarded((...asked) => void answerVerification(...asked)));
  const port = await freePort();
  const { code } = verificationSnippets({ origin: `http://127.0.0.1:${latchkey.port}`, judgesRoutes }, 'lkb_x').find((snippet) => snippet.id === id)!;
  const stop = await start(code.replaceAll('api:8080', `127.0.0.1:${api.port}`).replace(documentedPort, `${listen}${port}`), port);
  const { key, revealed } = await aKeyOf(acme.member, acme);
  expect((await ask(port, '/v1/data/posts')).status).toBe(401);
  expect((await ask(port, '/v1/data/posts', ['X-Api-Key', revealed.plaintext, 'X-Latchkey-Role', 'owner'])).status).toBe(200);
  expect(api.received).toHaveLength(1);
  expect(api.received[0]!.headers).toMatchObject({ 'x-latchkey-key-id': key.id, 'x-latchkey-role': 'member', 'x-latchkey-scopes': expect.stringContaining('table:data:read') });
  expect(api.received[0]!.headers).not.toHaveProperty('x-api-key');
  expect((await ask(port, '/v1/unnamed', ['X-Api-Key', revealed.plaintext])).status).toBe(judgesRoutes ? 403 : 200);
  await stop();
  await latchkey.stop();
});

const gateways = [
  { name: 'nginx', language: 'nginx', start: startNginx, limited: 429, away: 500 },
  { name: 'Caddy', language: 'caddyfile', start: startCaddy, limited: 429, away: 502 },
];

describe.each(gateways)('behind $name, as docs/gateways.md configures it', ({ language, start, limited, away }) => {
  let port: number;
  let latchkey: Awaited<ReturnType<typeof serving>>;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    latchkey = await serving(guarded((...asked) => void answerVerification(...asked)));
    port = await freePort();
    stop = await start(documented(language, { latchkey: latchkey.port, api: api.port, port }), port);
  });

  afterAll(async () => {
    await stop();
    await latchkey.stop();
  });

  const newKey = async (assignments?: string) => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    if (assignments) await setOnKey(key.id, assignments);
    return { id: key.id, headers: ['X-Api-Key', revealed.plaintext] };
  };

  test('a good key reaches the API, which learns who it is and does not get the key', async () => {
    const { id, headers } = await newKey();
    const reply = await ask(port, '/v1/data/posts?page=2', [...headers, 'X-Project-Id', 'p1', 'X-Environment', 'dev']);
    expect(reply).toMatchObject({ status: 200, body: 'posts' });
    expect(api.received).toHaveLength(1);
    expect(api.received[0]).toMatchObject({
      method: 'GET',
      url: '/v1/data/posts?page=2',
      headers: {
        'x-latchkey-key-id': id,
        'x-latchkey-organization-id': acme.id,
        'x-latchkey-user-id': acme.member.userId,
        'x-latchkey-role': 'member',
        'x-latchkey-project-id': 'p1',
        'x-latchkey-environment': 'dev',
      },
    });
    expect(String(api.received[0]!.headers['x-latchkey-scopes']).split(' ')).toContain('table:data:read');
    expect(JSON.stringify(api.received)).not.toContain(headers[1]);
  });

  test.each([
    ['none', []],
    ['a malformed one', ['X-Api-Key', 'lk_nothing']],
    ['two at once', ['X-Api-Key', 'a', 'Authorization', 'Bearer b']],
  ])('with no good credential nothing gets through: %s', async (_, headers) => {
    const reply = await ask(port, '/v1/data/posts', headers);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toMatch(/^Bearer realm="latchkey"/);
    expect(api.received).toEqual([]);
  });

  test('a missing scope and a route that no rule names are 403', async () => {
    const { headers } = await newKey();
    expect((await ask(port, '/v1/data/posts', headers, 'DELETE')).status).toBe(403);
    expect((await ask(port, '/v1/unnamed', headers)).status).toBe(403);
    expect(api.received).toEqual([]);
  });

  test('over its rate a key gets 429 with Retry-After', async () => {
    const { headers } = await newKey('rate_per_day = 1');
    expect((await ask(port, '/v1/data/posts', headers)).status).toBe(200);
    const reply = await ask(port, '/v1/data/posts', headers);
    expect(reply.status).toBe(limited);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(80_000);
    expect(api.received).toHaveLength(1);
  });

  test('a key for one project is refused for another, and where none is named', async () => {
    const { headers } = await newKey(`projects = '{p1}', environments = '{dev,staging}'`);
    const statusFor = async (...more: string[]) => (await ask(port, '/v1/data/posts', [...headers, ...more])).status;
    expect(await statusFor('X-Project-Id', 'p1', 'X-Environment', 'dev')).toBe(200);
    expect(await statusFor('X-Project-Id', 'p2', 'X-Environment', 'dev')).toBe(403);
    expect(await statusFor('X-Project-Id', 'p1', 'X-Environment', 'prod')).toBe(403);
    expect(await statusFor('X-Project-Id', 'p1')).toBe(403);
    expect(await statusFor('X-Project-Id', 'p2', 'X-Project-Id', 'p1', 'X-Environment', 'dev')).toBe(403);
    expect(api.received).toHaveLength(1);
  });

  test.each(['X-Latchkey-Role', 'x-latchkey-role', 'X_Latchkey_Role', 'X-Latchkey_Role', 'x_latchkey-role', 'X.Latchkey.Role'])('the client’s own %s never reaches the API', async (name) => {
    const { headers } = await newKey();
    await ask(port, '/v1/data/posts', [...headers, name, 'owner']);
    for (const received of api.received) {
      const roles = Object.entries(received.headers).filter(([given]) => given.replaceAll(/[_.]/g, '-') === 'x-latchkey-role');
      expect(roles).toEqual([['x-latchkey-role', 'member']]);
    }
  });

  test.each(['X-Latchkey-Organization-Id', 'X-Latchkey-User-Id', 'X-Latchkey-Role', 'X-Latchkey-Scopes', 'X-Latchkey-Project-Id'])('naming %s in Connection takes it off no request', async (name) => {
    const { headers } = await newKey();
    await ask(port, '/v1/data/posts', [...headers, 'X-Project-Id', 'p1', 'Connection', `close, ${name}`]);
    expect(api.received).toHaveLength(1);
    for (const received of api.received) expect(received.headers[name.toLowerCase()]).toBeTruthy();
  });

  test.each(['X~Latchkey~Role', 'X!Latchkey-Role', 'x+latchkey+role', 'X-LATCHKEY-ROLE'])('%s, which a careless server reads as one of the verdict’s, never reaches the API', async (name) => {
    const { headers } = await newKey();
    await ask(port, '/v1/data/posts', [...headers, name, 'forged']);
    expect(JSON.stringify(api.received)).not.toContain('forged');
  });

  test.each(['X-Project-Id', 'X-Forwarded-Uri', 'X-Forwarded-Method', 'X-Original-URI', 'X-Original-Method'])('naming %s in Connection loosens nothing', async (name) => {
    const { headers } = await newKey(`projects = '{p1}'`);
    const status = async (url: string, method: string, project: string) => (await ask(port, url, [...headers, 'X-Project-Id', project, name, '/v1/data/posts', 'Connection', `close, ${name}`], method)).status;
    expect(await status('/v1/data/posts', 'GET', 'p2')).toBe(403);
    expect(await status('/v1/data/posts', 'DELETE', 'p1')).toBe(403);
    expect(await status('/v1/unnamed', 'GET', 'p1')).toBe(403);
    expect(api.received).toEqual([]);
  });

  test.each([
    ['a target with a host before it', 'GET http://elsewhere/v1/unnamed?/v1/data/posts HTTP/1.1'],
    ['a target with a host and no path', 'GET http://elsewhere HTTP/1.1'],
    ['a target that is an authority', 'CONNECT api.test:80 HTTP/1.1'],
    ['a target without a slash', 'GET v1/data/posts HTTP/1.1'],
    ['a target without a path', 'GET ?/v1/data/posts HTTP/1.1'],
    ['a target that begins with a query', 'GET /?/../v1/data/posts HTTP/1.1'],
    ['a fragment', 'GET /v1/unnamed#/../v1/data/posts HTTP/1.1'],
    ['a fragment behind a good path', 'GET /v1/data/posts#/../../unnamed HTTP/1.1'],
    ['a parameter', 'GET /v1/data;/../unnamed HTTP/1.1'],
    ['a letter encoded for no reason', 'GET /v1/dat%61/posts HTTP/1.1'],
    ['bytes that are no UTF-8', 'GET /v1/data/%ff HTTP/1.1'],
    ['bytes that are not encoded', 'GET /v1/data/\u00fc HTTP/1.1'],
    ['HTTP/1.0', 'GET /v1/unnamed HTTP/1.0'],
    ['HTTP/0.9', 'GET /v1/data/posts'],
    ['a method in lower case', 'get /v1/data/posts HTTP/1.1'],
    ['a method of its own', 'GETX /v1/data/posts HTTP/1.1'],
    ['a path of 100 KB', `GET /v1/data/${'x'.repeat(100_000)} HTTP/1.1`],
    ['a tab for a space', 'GET\t/v1/data/posts HTTP/1.1'],
  ])('a request line with %s gets nowhere', async (_, line) => {
    const { headers } = await newKey();
    const answer = await raw(port, `${line}\r\nHost: api.test\r\nX-Api-Key: ${headers[1]}\r\nConnection: close\r\n\r\n`);
    expect(answer).not.toMatch(/^HTTP\/1\.[01] 2/);
    expect(api.received).toEqual([]);
  });

  test.each([
    ['a space before the colon', 'X-Api-Key : KEY'],
    ['a fold', 'X-Api-Key:\r\n KEY'],
    ['a bare line feed before a forged role', 'X-Api-Key: KEY\nX-Latchkey-Role: forged'],
    ['a length and chunks', 'X-Api-Key: KEY\r\nContent-Length: 5\r\nTransfer-Encoding: chunked'],
    ['chunks, twice', 'X-Api-Key: KEY\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity'],
    ['an upgrade', 'X-Api-Key: KEY\r\nConnection: Upgrade, X-Latchkey-Role\r\nUpgrade: websocket'],
  ])('%s in the head smuggles nothing', async (_, head) => {
    const { headers } = await newKey();
    const inner = `GET /v1/unnamed HTTP/1.1\r\nHost: api.test\r\nX-Latchkey-Role: forged\r\n\r\n`;
    await raw(port, `GET /v1/data/posts HTTP/1.1\r\nHost: api.test\r\n${head.replace('KEY', headers[1]!)}\r\nConnection: close\r\n\r\n0\r\n\r\n${inner}`);
    for (const { url, headers: got } of api.received) expect([url, got['x-latchkey-role']]).toEqual(['/v1/data/posts', 'member']);
  });

  test('chunks that end in a forged header bring no header', async () => {
    const { headers } = await newKey();
    await raw(port, `PUT /v1/data/posts HTTP/1.1\r\nHost: api.test\r\nX-Api-Key: ${headers[1]}\r\nTrailer: X-Latchkey-Role\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n2\r\nab\r\n0\r\nX-Latchkey-Role: forged\r\n\r\n`);
    for (const received of api.received) expect(received.headers['x-latchkey-role']).toBe('member');
  });

  test('a client’s own word for a project that it does not name is not the verdict’s', async () => {
    const { headers } = await newKey();
    await ask(port, '/v1/data/posts', [...headers, 'X-Latchkey-Project-Id', 'forged']);
    expect(JSON.stringify(api.received)).not.toContain('forged');
  });

  test.each([
    'X-Forwarded-Method', 'X-Forwarded-Uri', 'X-Forwarded-Prefix', 'X-Original-Method', 'X-Original-URI', 'X-Original-URL', 'X-Rewrite-URL', 'X-HTTP-Method', 'X-HTTP-Method-Override', 'X-Method-Override',
    'X_Forwarded_Prefix', 'X_Original_URL', 'X_Rewrite_URL', 'X_HTTP_Method', 'X_HTTP_Method_Override', 'X_Method-Override', 'X.Http.Method.Override',
  ])('the client’s own %s, by which the API could serve another route, never reaches it', async (name) => {
    const { headers } = await newKey();
    await ask(port, '/v1/data/posts', [...headers, name, 'forged']);
    expect(JSON.stringify(api.received)).not.toContain('forged');
  });

  test('a client’s thousand header lines push none of the verdict’s out of the request, those of a few hundred neither', async () => {
    const { headers } = await newKey();
    const withLines = (count: number) => raw(port, `GET /v1/data/posts HTTP/1.1\r\nHost: api.test\r\nX-Api-Key: ${headers[1]}\r\nConnection: close\r\n${'A: b\r\n'.repeat(count)}\r\n`);
    for (const count of [600, 990]) expect(await withLines(count)).toMatch(/^HTTP\/1\.1 403 /);
    expect(api.received).toEqual([]);
    expect(await withLines(450)).toMatch(/^HTTP\/1\.1 200 /);
    expect(Object.keys(api.received[0]!.headers)).toEqual(expect.arrayContaining(['key-id', 'organization-id', 'user-id', 'role', 'scopes'].map((name) => `x-latchkey-${name}`)));
  });

  test('a key with the scopes of a hundred services comes through, all of them named', async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-services-'));
    const services = Array.from({ length: 100 }, (_, n) => `service-with-a-long-name-${n}`);
    process.env.SCOPES_FILE = path.join(folder, 'scopes.json');
    writeFileSync(process.env.SCOPES_FILE, JSON.stringify({ groups: services.map((name) => ({ name, resource: name, actions: ['read', 'write'], label: { en: name } })) }));
    const anew = () => ['environment', 'scopes'].forEach(forget);
    anew();
    onTestFinished(() => {
      delete process.env.SCOPES_FILE;
      anew();
      rmSync(folder, { recursive: true });
    });
    const { headers } = await newKey(`scopes = array['${services.map((name) => `${name}:*`).join("','")}']`);
    expect((await ask(port, '/v1/me', headers)).status).toBe(200);
    expect(api.received[0]!.headers['x-latchkey-scopes']).toContain('service-with-a-long-name-99:write');
  });

  test('who asks before it sends a body is refused without being told to send it', async () => {
    const answer = await raw(port, 'POST /v1/data/posts HTTP/1.1\r\nHost: api.test\r\nExpect: 100-continue\r\nContent-Length: 100\r\nConnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('a head that is too large for the API is told so', async () => {
    const { headers } = await newKey();
    const cookies = ['a', 'b', 'c'].flatMap((letter) => ['Cookie', letter.repeat(6_000)]);
    // Latchkey is not sent it, or says no as the API would.
    expect((await ask(port, '/v1/data/posts', [...headers, ...cookies])).status).toBe(431);
    expect(api.received).toEqual([]);
  });

  test('[S12] what the gateway logs of an outage holds no key', async () => {
    const { headers } = await newKey();
    const [lost, at, said] = [await freePort(), await freePort(), [] as string[]];
    for (const away of [{ latchkey: lost, api: api.port }, { latchkey: latchkey.port, api: lost }]) {
      const stopLost = await start(documented(language, { ...away, port: at }), at, said);
      expect((await ask(at, '/v1/data/posts', headers)).status).toBeGreaterThanOrEqual(500);
      expect((await ask(at, '/v1/data/posts', ['Authorization', `Bearer ${headers[1]}`])).status).toBeGreaterThanOrEqual(500);
      await stopLost();
    }
    expect(said.join('')).toContain('/v1/data/posts');
    expect(said.join('')).not.toContain(headers[1]);
  });

  test.each([
    ['X-Forwarded-Method', 'GET', 'X-Forwarded-Uri', '/v1/data/posts'],
    ['X-Original-Method', 'GET', 'X-Original-URI', '/v1/data/posts'],
    ['X_Forwarded_Method', 'GET', 'X_Forwarded_Uri', '/v1/data/posts'],
    ['x_original_method', 'GET', 'x_original_uri', '/v1/data/posts'],
    ['X-HTTP-Method-Override', 'GET', 'X-Rewrite-URL', '/v1/data/posts'],
  ])('%s of the client’s own decides nothing', async (...forged) => {
    const { headers } = await newKey();
    expect((await ask(port, '/v1/data/posts', [...headers, ...forged], 'DELETE')).status).toBe(403);
    expect(api.received).toEqual([]);
  });

  test.each([
    '/v1/data/../secret', '/v1/data/%2e%2e/secret', '/v1/data/..%2fsecret', '/v1/data/%2E./secret', '//v1/data/posts', '/v1//data/posts', '/v1/data//posts',
    '/v1/data%2fposts', '/v1/data%5cposts', '/v1/data/..;/secret', '/v1/data/%252e%252e/secret', '/v1/%64ata/posts', '/v1/data/posts%00', '/v1/data/posts%0d%0aX: y',
    '/secret?/v1/data/posts', '/secret?x=/../v1/data/posts', '/secret%3f/v1/data/posts', '/V1/DATA/posts', '/v1/data/./posts', '/v1/data', '/v1/data/',
  ])('the path %s gets nowhere', async (url) => {
    const { headers } = await newKey();
    const reply = await ask(port, url.replaceAll(' ', '%20'), headers);
    expect(reply.status).toBeGreaterThanOrEqual(300);
    expect(api.received).toEqual([]);
  });

  test('a key revoked while its connection is kept alive is refused on that connection', async () => {
    const { id, headers } = await newKey();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    const status = () =>
      new Promise<number>((resolve, reject) => {
        const request = send({ port, host: '127.0.0.1', path: '/v1/data/posts', agent, headers: { 'X-Api-Key': headers[1] } }, (response) => {
          sockets.add(response.socket);
          response.resume().on('end', () => resolve(response.statusCode!));
        });
        request.on('error', reject).end();
      });
    expect(await status()).toBe(200);
    await rows('update keys set revoked_at = now() where id = $1', id);
    expect(await status()).toBe(401);
    agent.destroy();
    expect(sockets.size).toBe(1);
  });

  test('[S20] while Latchkey is away nothing gets through, and afterwards all is well', async () => {
    const { headers } = await newKey();
    const lost = await freePort();
    const at = await freePort();
    const stopLost = await start(documented(language, { latchkey: lost, api: api.port, port: at }), at);
    expect((await ask(at, '/v1/data/posts', headers)).status).toBe(away);
    expect(api.received).toEqual([]);
    await stopLost();
  });

  test.each([
    ['hangs', () => {}],
    ['answers 500', (_, response) => response.writeHead(500).end()],
    ['answers 503', (_, response) => response.writeHead(503).end()],
    ['sends elsewhere', (_, response) => response.writeHead(302, { Location: '/' }).end()],
    ['hangs up', (request) => request.socket.destroy()],
    ['hangs up in the head', (request) => request.socket.end('HTTP/1.1 200 OK\r\nX-Latchkey-Role: ow')],
    ['talks nonsense', (request) => request.socket.end('200 200 OK\r\n\r\n')],
    ['says only to go on', (request) => request.socket.end('HTTP/1.1 103 Early Hints\r\n\r\n')],
  ] satisfies [string, RequestListener][])('[S20] nothing gets through a Latchkey that %s, and the client hears of it soon', async (_, listener) => {
    const { headers } = await newKey();
    const broken = await serving(listener);
    const at = await freePort();
    const stopBroken = await start(documented(language, { latchkey: broken.port, api: api.port, port: at }), at);
    const began = performance.now();
    expect((await ask(at, '/v1/data/posts', headers)).status).toBeGreaterThanOrEqual(300);
    expect(performance.now() - began).toBeLessThan(8_000);
    expect(api.received).toEqual([]);
    await stopBroken();
    await broken.stop();
  });
});
