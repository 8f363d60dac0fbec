import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { forget } from '@/lib/once';
import { answerMcp } from '@/lib/transport/mcp';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, mcp, mcpFetch as fetch, origin, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program & { id: string };
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
});

const requestInit = () => ({ headers: { authorization: `Bearer ${owner.plaintext}` } });

test('a client that begins with initialize lists and calls tools', async () => {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${origin}/mcp`), { fetch, requestInit: requestInit() }) as never);
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(10);
  expect((await client.callTool({ name: 'who_am_i' })).structuredContent).toMatchObject({ key: { id: owner.id } });
  for (const name of ['list_keys', 'report_keys', 'list_members', 'list_invitations', 'list_audit_events']) {
    const { isError } = await client.callTool({ name, arguments: {} });
    expect([name, isError ?? false]).toEqual([name, false]);
  }
  await client.close();
});

test('a client of revision 2026-07-28 lists and calls tools, without a handshake that is kept', async () => {
  const client = new ModernClient({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new ModernTransport(new URL(`${origin}/mcp`), { fetch, requestInit: requestInit() }));
  expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('rotate_key');
  expect((await client.callTool({ name: 'create_key', arguments: { name: 'Modern' } })).structuredContent).toMatchObject({ key: { name: 'Modern' }, link: expect.any(String) });
  await client.close();
});

describe('the door', () => {
  test('asks for a key, and names no place to get a token', async () => {
    const { status, headers, json } = await mcp(null, 'tools/list');
    expect([status, json.code]).toEqual([401, 'missing_credential']);
    expect(headers.get('www-authenticate')).toBe('Bearer realm="latchkey"');
  });

  test('[S14] refuses a key in the address', async () => {
    const response = await fetch(`${origin}/mcp?key=${owner.plaintext}`, { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}', headers: { ...requestInit().headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' } });
    expect([response.status, await response.json()]).toMatchObject([400, { errors: [{ code: 'key_in_url' }] }]);
  });

  test.each(['GET', 'DELETE', 'PUT'])('answers %s with 405', async (method) => {
    const response = await answerMcp(new Request(`${origin}/mcp`, { method, headers: { host: 'localhost:4400', authorization: `Bearer ${owner.plaintext}` } }), null, origin);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('answers a notification with 202', async () => {
    const response = await fetch(`${origin}/mcp`, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' }), headers: { ...requestInit().headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' } });
    expect(response.status).toBe(202);
  });

  test('refuses a foreign Origin and a foreign Host', async () => {
    for (const headers of [{ origin: 'https://evil.example.com' }, { host: 'evil.example.com' }, { host: 'evil.example.com', origin: 'http://evil.example.com' }, { origin: 'null' }] as Record<string, string>[]) {
      expect((await mcp(owner, 'tools/list', {}, headers)).json.code, JSON.stringify(headers)).toBe('foreign_origin');
    }
    for (const headers of [{ origin: 'http://localhost:4400' }, { host: '127.0.0.1:4400' }, { host: '[::1]:4400' }, { host: 'latchkey:4400' }] as Record<string, string>[]) {
      expect((await mcp(owner, 'tools/list', {}, headers)).status, JSON.stringify(headers)).toBe(200);
    }
  });

  test('knows its own name where PUBLIC_URL tells it', async () => {
    process.env.PUBLIC_URL = 'https://keys.example.com';
    forget('environment');
    try {
      expect((await mcp(owner, 'tools/list', {}, { host: 'keys.example.com', origin: 'https://keys.example.com' })).status).toBe(200);
      expect((await mcp(owner, 'tools/list', {}, { host: 'keys.example.com', origin: 'https://evil.example.com' })).status).toBe(403);
      expect((await mcp(owner, 'tools/list', {}, { host: 'keys.example.com', 'x-latchkey-host': 'evil.example.com' })).status).toBe(403);
    } finally {
      delete process.env.PUBLIC_URL;
      forget('environment');
    }
  });

  test('takes one message at a time, so that none goes uncounted: of a batch nothing is done', async () => {
    const before = await dump('rate_windows', 'key_usage', 'usage_flushes', 'keys');
    const call = (id: number) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name: 'create_key', arguments: { name: `Batched ${id}` } } });
    const response = await fetch(`${origin}/mcp`, { method: 'POST', body: JSON.stringify([call(1), call(2)]), headers: { ...requestInit().headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json', 'mcp-protocol-version': '2025-03-26' } });
    expect([response.status, await response.json()]).toMatchObject([400, { id: null, error: { code: -32_600 } }]);
    expect(await dump('rate_windows', 'key_usage', 'usage_flushes', 'keys')).toBe(before);
    expect(await rows(`select 1 from keys where name like 'Batched%'`)).toEqual([]);
  });

  test('answers a client that goes away half-way as one that sent no JSON', async () => {
    const half = new ReadableStream({ pull: (controller) => controller.error(new Error('aborted')) });
    const response = await fetch(`${origin}/mcp`, { method: 'POST', body: half, headers: { ...requestInit().headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' }, duplex: 'half' } as RequestInit);
    expect([response.status, await response.json()]).toMatchObject([400, { error: { code: -32_700 } }]);
  });

  test.each(['{', '[[[', '{"jsonrpc":"2.0","jsonrpc":"2.0"}', '[]', 'null', '1', '"x"', '{}', '{"jsonrpc":"2.0","id":1}', '{"jsonrpc":"2.0","id":1,"method":7}', '['.repeat(10_000) + ']'.repeat(10_000)])('answers %s with an error that is no 5xx', async (body) => {
    const response = await fetch(`${origin}/mcp`, { method: 'POST', body, headers: { ...requestInit().headers, accept: 'application/json, text/event-stream', 'content-type': 'application/json' } });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('ratelimit')).toMatch(/^"default";r=\d+/);
  });
});
