import { readdirSync, readlinkSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '@/tests/support/app';
import { cookieOf, send, signOut } from '@/tests/support/instances';

let app: App;
let session: { cookie: string; set: string };
beforeAll(async () => {
  app = await startApp({ demo: true });
  session = await cookieOf(app.url, app.people[0]!);
}, 120_000);
afterAll(async () => {
  await app.stop();
  app.clear();
});

const keysPage = '/organizations/example/keys';

describe('[S21] the headers that guard a page', () => {
  test.each(['/sign-in', keysPage, '/nowhere', '/icon-svg', '/forbidden'])('%s', async (path) => {
    const { headers, body } = await send(app.url + path, { headers: { cookie: session.cookie } });
    const policy = String(headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(nonce).toBeTruthy();
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    if (path !== '/sign-in') expect(body.match(/<script(?![^>]*nonce=)[^>]*>/g) ?? []).toEqual([]);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    expect(headers['cache-control']).toContain('no-store');
  });

  test('a nonce serves once', async () => {
    const policies = await Promise.all([1, 2].map(async () => (await send(`${app.url}/sign-in`)).headers['content-security-policy']));
    expect(policies[0]).not.toBe(policies[1]);
  });

  test.each(['/mcp', '/v1/organizations', '/livez', '/readyz', '/metrics', '/.well-known/oauth-authorization-server', '/.well-known/security.txt'])('%s, which nobody frames', async (path) => {
    expect((await send(app.url + path)).headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });

  test.each(['/v1/verify', '/livez', '/readyz'])('%s, which holds no page', async (path) => {
    const { headers } = await send(app.url + path);
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });
});

test('who is not signed in is sent to sign-in, and comes back from there', async () => {
  const answer = await send(app.url + keysPage);
  expect([answer.status, answer.headers.location]).toEqual([303, `/sign-in?next=${encodeURIComponent(keysPage)}`]);
});

test('[S17] the session’s cookie is for this site alone and no script’s', () => {
  expect(session.set).toMatch(/HttpOnly/i);
  expect(session.set).toMatch(/SameSite=Lax/i);
  expect(session.set).toMatch(/Path=\//i);
});

test('[S17] where the address is HTTPS the cookie carries the prefix that no other host can set', async () => {
  const owner = { email: 'owner@example.com', password: 'violet tractor honest lamp' };
  const secure = await startApp({ env: { PUBLIC_URL: 'https://keys.example.com', SETUP_EMAIL: owner.email, SETUP_PASSWORD: owner.password, SETUP_ORGANIZATION: 'Acme' } });
  const { headers } = await send(`${secure.url}/api/auth/csrf`);
  expect(headers['set-cookie']!.join()).toContain('__Host-');
  const [carried, ...attributes] = (await cookieOf(secure.url, owner)).set.split('; ');
  expect(carried).toMatch(/^__Host-latchkey-session=\S+$/);
  expect(attributes.filter((attribute) => !attribute.startsWith('Expires=')).toSorted()).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax', 'Secure']);
  expect((await send(`${secure.url}/organizations/acme/keys`, { headers: { cookie: carried! } })).status).toBe(200);
  await secure.stop();
  secure.clear();
});

test('[S17] after sign-out the old cookie is dead', async () => {
  const { cookie } = await cookieOf(app.url, app.people[1]!);
  expect((await send(app.url + keysPage, { headers: { cookie } })).status).toBe(200);
  await signOut(app.url, cookie);
  expect((await send(app.url + keysPage, { headers: { cookie } })).status).toBe(303);
});

describe('[S5] a server action', () => {
  const post = async (headers: Record<string, string>) => {
    const form = await send(`${app.url}${keysPage}/new`, { headers: { cookie: session.cookie } });
    const fields = [...form.body.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g)].map((match) => [match[1]!, decode(match[2] ?? '')] as const);
    const boundary = 'boundary';
    const body = `${[...fields, ['name', 'forged'], ['type', 'API_KEY'], ['preset', 'read_only'], ['expiry', 'never']].map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join('')}--${boundary}--\r\n`;
    return send(`${app.url}${keysPage}/new`, { method: 'POST', headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, ...headers }, body });
  };
  const decode = (html: string) => html.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&#x27;', "'");
  const forged = async () => ((await send(app.url + keysPage, { headers: { cookie: session.cookie } })).body.match(/forged/g) ?? []).length;

  test('is refused to nobody, without an Origin, and with a foreign one; no key is made', async () => {
    const own = { origin: app.url };
    for (const headers of [own, { cookie: session.cookie }, { cookie: session.cookie, origin: 'https://evil.example' }, { cookie: session.cookie, origin: 'null' }] as Record<string, string>[]) {
      const answer = await post(headers);
      expect(answer.body).not.toMatch(/lk_[0-9A-Za-z]{20}_/);
    }
    expect(await forged()).toBe(0);
  });

  test('is carried out for who is signed in and comes from here', async () => {
    expect((await post({ cookie: session.cookie, origin: app.url })).body).toMatch(/lk_[0-9A-Za-z]{20}_/);
    expect(await forged()).toBeGreaterThan(0);
  });
});

test('[S22] a body of 2 MB is 413', async () => {
  const answer = await send(`${app.url}/sign-in`, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: Buffer.alloc(2_000_000) }).catch((error: Error) => ({ status: 413, body: error.message }));
  expect(answer.status).toBe(413);
});

test('forwarding headers that a client makes up change nothing', async () => {
  const key = app.people[0]!.key;
  const forged = { 'x-api-key': key, 'x-forwarded-for': '203.0.113.9', 'x-real-ip': '203.0.113.9', 'x-latchkey-address': '203.0.113.9' };
  await send(`${app.url}/v1/verify`, { headers: forged });
  await expect.poll(async () => (await send(app.url + keysPage, { headers: { cookie: session.cookie, ...forged } })).body, { timeout: 10_000 }).toMatch(/127\.0\.0\.1|::1/);
  expect((await send(app.url + keysPage, { headers: { cookie: session.cookie } })).body).not.toContain('203.0.113.9');
});

test('page, route, middleware and server.ts share one open database', async () => {
  for (const path of [keysPage, '/v1/verify', '/readyz', '/api/auth/session']) await send(app.url + path, { headers: { cookie: session.cookie } });
  const open = readdirSync(`/proc/${app.pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${app.pid}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  expect(open.filter((file) => file.endsWith('/lock'))).toHaveLength(1);
});

test('[S11] what the app prints holds no secret but those that the demonstration is for', async () => {
  const { key } = app.people[0]!;
  await send(`${app.url}/v1/verify?key=${key}`);
  expect(app.output().split(key).length - 1).toBe(1);
});
