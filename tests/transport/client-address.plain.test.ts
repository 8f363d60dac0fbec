import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { forget, once } from '@/lib/once';
import { addressFrom, addressHeader, hostHeader, cleanse, clientAddress } from '@/lib/transport/client-address';

function configured(env: Record<string, string>): void {
  for (const name of ['TRUSTED_PROXIES', 'PUBLIC_URL', 'VERCEL', 'DATABASE_URL', 'AUTH_SECRET', 'KEY_PEPPER']) delete process.env[name];
  Object.assign(process.env, env);
  forget('environment');
}

beforeEach(() => {
  forget('served by');
  configured({});
});
afterEach(() => {
  forget('served by');
  configured({});
});

const request = (remoteAddress: string | undefined, headers: Record<string, string | undefined> = {}) => ({ socket: { remoteAddress }, headers }) as unknown as IncomingMessage;

describe('the client’s address', () => {
  test.each([
    ['', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.0.0.0/8', '203.0.113.9', '198.51.100.1', '203.0.113.9'],
    ['10.0.0.0/8', '10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.0/8', '::ffff:10.0.0.1', '198.51.100.1', '198.51.100.1'],
    ['10.0.0.0/8', '10.0.0.1', '1.2.3.4, 198.51.100.1', '198.51.100.1'],
    ['10.0.0.0/8', '10.0.0.1', '1.2.3.4, 198.51.100.1, 10.0.0.2', '198.51.100.1'],
    ['10.0.0.0/8', '10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
    ['10.0.0.0/8', '10.0.0.1', '', '10.0.0.1'],
    ['10.0.0.1, fd00::/8', 'fd00::1', '2001:DB8::0001', '2001:db8::1'],
    ['10.0.0.0/8', '10.0.0.1', '198.51.100.1, nonsense', null],
    ['10.0.0.0/8', '10.0.0.1', '198.51.100.1:51234', '198.51.100.1'],
    ['10.0.0.0/8', '10.0.0.1', '[2001:db8::1]:443, 10.0.0.2:80', '2001:db8::1'],
    ['10.0.0.0/8', '10.0.0.1', '[2001:db8::1]', '2001:db8::1'],
    ['10.0.0.0/8', '10.0.0.1', '198.51.100.1:x', null],
  ])('with TRUSTED_PROXIES=%s, socket %s and X-Forwarded-For %s is %s', (proxies, socket, forwarded, expected) => {
    configured({ TRUSTED_PROXIES: proxies });
    expect(clientAddress(request(socket, { 'x-forwarded-for': forwarded }))).toBe(expected);
  });

  test('is nobody’s when the socket is gone', () => {
    expect(clientAddress(request(undefined, { 'x-forwarded-for': '198.51.100.1' }))).toBeNull();
  });
});

test('a request hands on what server.ts knows, and nothing that it said of itself', () => {
  configured({ PUBLIC_URL: 'https://keys.example.com' });
  const message = request('203.0.113.9', { host: 'evil.example', 'x-forwarded-for': '1.2.3.4', forwarded: 'for=1.2.3.4', 'x-real-ip': '1.2.3.4', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', [addressHeader]: '1.2.3.4', accept: '*/*' });
  cleanse(message);
  expect(message.headers).toEqual({ accept: '*/*', host: 'keys.example.com', 'x-forwarded-host': 'keys.example.com', 'x-forwarded-proto': 'https', [addressHeader]: '203.0.113.9', 'x-latchkey-forwarded': 'true', [hostHeader]: 'evil.example' });
});

test('[S14] an Authorization that comes twice is handed on as such', () => {
  const message = { ...request('203.0.113.9', { authorization: 'Bearer good' }), rawHeaders: ['authorization', 'Bearer good', 'Accept', '*/*', 'AUTHORIZATION', 'Bearer other'] } as unknown as IncomingMessage;
  cleanse(message);
  expect(message.headers.authorization).toBe('Bearer good, Bearer other');
});

describe('behind Next', () => {
  const headers = new Headers({ [addressHeader]: '203.0.113.9', 'x-vercel-forwarded-for': '198.51.100.1', 'x-forwarded-for': '1.2.3.4' });

  test('the internal header counts where server.ts wrote it', () => {
    once('served by', () => 'server');
    expect(addressFrom(headers)).toBe('203.0.113.9');
  });

  test('and nobody’s word where neither server.ts nor the platform answers for it', () => {
    expect(addressFrom(headers)).toBeNull();
  });

  test('the platform’s header counts on the platform', () => {
    configured({ VERCEL: '1', DATABASE_URL: 'postgresql://u:p@one/latchkey', AUTH_SECRET: 'x'.repeat(32), KEY_PEPPER: `1:${'x'.repeat(32)}` });
    expect(addressFrom(headers)).toBe('198.51.100.1');
  });
});
