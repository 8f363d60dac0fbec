import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from '@modelcontextprotocol/client';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { openHandover } from '@/lib/core/handovers/open';
import { freshDatabase } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, mcpFetch as fetch, origin, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let agent: Program & { id: string };
beforeAll(async () => {
  acme = await anOrganization('Errand');
  agent = await aProgramOf(acme.owner, acme);
});

const requestInit = () => ({ headers: { authorization: `Bearer ${agent.plaintext}` } });
const url = new URL(`${origin}/mcp`);

type Call = (name: string, args?: Record<string, unknown>) => Promise<{ isError?: boolean; structuredContent?: unknown }>;
type Opened = { call: Call; names: () => Promise<string[]>; close: () => Promise<void>; revision: string | undefined };

async function legacy(): Promise<Opened> {
  const client = new Client({ name: 'agent', version: '1' });
  const transport = new StreamableHTTPClientTransport(url, { fetch, requestInit: requestInit() });
  await client.connect(transport as never);
  return { call: async (name, args) => client.callTool({ name, arguments: args }) as never, names: async () => (await client.listTools()).tools.map(({ name }) => name), close: () => client.close(), revision: transport.protocolVersion };
}

async function negotiating(): Promise<Opened> {
  const client = new ModernClient({ name: 'agent', version: '1' }, { versionNegotiation: { mode: 'auto' } });
  await client.connect(new ModernTransport(url, { fetch, requestInit: requestInit() }));
  return { call: async (name, args) => client.callTool({ name, arguments: args }) as never, names: async () => (await client.listTools()).tools.map(({ name }) => name), close: () => client.close(), revision: client.getNegotiatedProtocolVersion() };
}

const clients: [string, string, () => Promise<Opened>][] = [
  ['that begins with initialize', '2025-11-25', legacy],
  ['that finds out the revision by itself', '2026-07-28', negotiating],
];

describe.each(clients)('a client %s', (_, revision, open) => {
  test('does an agent’s whole errand: stale keys found, one rotated, one revoked, the trail read', async () => {
    const client = await open();
    expect(client.revision).toBe(revision);
    expect(await client.names()).toEqual(expect.arrayContaining(['report_keys', 'rotate_key', 'revoke_key', 'list_audit_events']));
    const done = async (name: string, args: Record<string, unknown> = {}) => {
      const { isError, structuredContent } = await client.call(name, args);
      expect([name, isError ?? false]).toEqual([name, false]);
      return structuredContent as never;
    };

    const { key: stale } = await aKeyOf(acme.owner, acme, 'Stale');
    const { key: old, revealed: before } = await aKeyOf(acme.owner, acme, 'Old');
    const { risks } = (await done('report_keys')) as { risks: { risk: string; keys: { id: string }[] }[] };
    const unused = risks.find(({ risk }) => risk === 'never_used')!.keys.map(({ id }) => id);
    expect(unused).toEqual(expect.arrayContaining([stale.id, old.id]));

    const rotated = (await done('rotate_key', { key: old.id, grace: 'none' })) as { link: string };
    expect(JSON.stringify(rotated)).not.toContain('lk_');
    const { revealed } = await openHandover(as(acme.owner), { token: new URL(rotated.link).searchParams.get('token')! });
    expect([await verdictOf(before.plaintext), await verdictOf(revealed.plaintext)].map(({ code }) => code)).toEqual(['invalid_key', 'valid']);

    expect(await done('revoke_key', { key: stale.id })).toEqual({ id: stale.id, name: 'Stale' });
    const { items } = (await done('list_audit_events', { actor: agent.id, from: '2020-01-01' })) as { items: { action: string; entityId: string; door: string }[] };
    expect(items.slice(0, 2)).toMatchObject([{ action: 'key.revoked', entityId: stale.id, door: 'mcp' }, { action: 'key.rotated', entityId: old.id, door: 'mcp' }]);
    const { items: trail } = (await done('list_audit_events', { key: stale.id })) as { items: { action: string; actor: object }[] };
    expect(trail).toMatchObject([{ action: 'key.revoked', actor: { type: 'key', id: agent.id } }, { action: 'key.created' }]);
    await client.close();
  });

  test('is told what it may not do, and why, in words', async () => {
    const client = await open();
    const { isError, content } = (await client.call('get_key', { key: 'nothing' })) as { isError: boolean; content: { text: string }[] };
    expect([isError, content[0]!.text]).toEqual([true, 'invalid: key: This is not an ID.']);
    await client.close();
  });
});
