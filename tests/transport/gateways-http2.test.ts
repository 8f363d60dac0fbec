import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { guarded } from '@/lib/transport/node';
import { answerVerification } from '@/lib/transport/node-verification';
import { freshDatabase, rows } from '@/tests/support/database';
import { freePort } from '@/tests/support/free-port';
import { documented, documentedPolicy, protectedApi, serving, startCaddy, startNginx, withoutPolicy, withPolicy } from '@/tests/support/gateways';
import { aKeyOf } from '@/tests/support/keys';
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

const gateways = [
  { name: 'nginx', language: 'nginx', start: startNginx, spoken: (configuration: string) => configuration.replace(/(listen \d+)/, '$1 http2') },
  { name: 'Caddy', language: 'caddyfile', start: startCaddy, spoken: (configuration: string) => configuration },
];

describe.each(gateways)('over HTTP/2 behind $name, as docs/gateways.md configures it', ({ language, start, spoken }) => {
  let latchkey: Awaited<ReturnType<typeof serving>>;
  let port: number;
  let stop: () => Promise<void>;
  let session: ClientHttp2Session;
  let key: { id: string; plaintext: string };

  beforeAll(async () => {
    latchkey = await serving(guarded((...asked) => void answerVerification(...asked)));
    port = await freePort();
    stop = await start(spoken(documented(language, { latchkey: latchkey.port, api: api.port, port })), port);
  });

  afterAll(async () => {
    await stop();
    await latchkey.stop();
  });

  beforeEach(async () => {
    const made = await aKeyOf(acme.member, acme);
    key = { id: made.key.id, plaintext: made.revealed.plaintext };
    api.received.length = 0;
    // A gateway may end the connection of a client that is no good.
    session = connect(`http://127.0.0.1:${port}`).on('error', () => {});
  });

  afterEach(() => session.destroy());

  /** The status of a request on the one connection; where the gateway ends the stream instead, nothing. */
  const ask = (headers: OutgoingHttpHeaders, trailers?: OutgoingHttpHeaders) =>
    new Promise<number | undefined>((resolve) => {
      let status: number | undefined;
      const request = session.request({ ':path': '/v1/data/posts', 'x-api-key': key.plaintext, ...headers }, { waitForTrailers: trailers !== undefined });
      request.on('response', (head) => (status = head[':status']));
      request.on('wantTrailers', () => request.sendTrailers(trailers!));
      request.on('error', () => {}).on('close', () => resolve(status));
      request.resume().end(trailers && 'ab');
    });

  test('a good key reaches the API, which learns who it is and does not get the key; revoked, it is refused on the same connection', async () => {
    expect(await ask({})).toBe(200);
    expect(api.received[0]!.headers).toMatchObject({ 'x-latchkey-key-id': key.id, 'x-latchkey-role': 'member' });
    expect(JSON.stringify(api.received)).not.toContain(key.plaintext);
    await rows('update keys set revoked_at = now() where id = $1', key.id);
    expect(await ask({})).toBe(401);
    expect(api.received).toHaveLength(1);
  });

  test.each([{ 'x-api-key': '' }, { 'x-api-key': 'lk_nothing' }, { authorization: 'Bearer another' }])('with no good credential nothing gets through: %j', async (headers) => {
    expect(await ask(headers)).toBe(401);
    expect(api.received).toEqual([]);
  });

  test.each(['x-latchkey-role', 'x_latchkey_role', 'x-latchkey_role', 'x.latchkey.role', 'x~latchkey~role'])('the client’s own %s never reaches the API', async (name) => {
    await ask({ [name]: 'forged' });
    expect(JSON.stringify(api.received)).not.toContain('forged');
  });

  test.each([
    ['x-forwarded-method', 'x-forwarded-uri'],
    ['x-original-method', 'x-original-uri'],
    ['x_forwarded_method', 'x_forwarded_uri'],
  ])('%s of the client’s own decides nothing', async (method, uri) => {
    expect(await ask({ ':method': 'DELETE', [method]: 'GET', [uri]: '/v1/data/posts' })).toBe(403);
    expect(api.received).toEqual([]);
  });

  test('a trailer that is forged brings no header', async () => {
    await ask({ ':method': 'PUT', trailer: 'x-latchkey-role' }, { 'x-latchkey-role': 'forged' });
    for (const { headers } of api.received) expect(headers['x-latchkey-role']).toBe('member');
  });

  test.each([
    '/v1/data/../secret', '/v1/data/%2e%2e/secret', '/v1/data/..%2fsecret', '//v1/data/posts', '/v1/data%2fposts', '/v1/data%5cposts', '/v1/data/..;/secret', '/secret?/v1/data/posts',
    '/secret#/../v1/data/posts', '/v1/data/posts#/../../secret', 'v1/data/posts', '*', '?/v1/data/posts', '/V1/DATA/posts', '/v1/data/./posts',
  ])('the path %s gets nowhere', async (path) => {
    const status = await ask({ ':path': path });
    expect(status ?? 400).toBeGreaterThanOrEqual(300);
    expect(api.received).toEqual([]);
  });
});
