import { beforeAll, expect, test } from 'vitest';
import { freshDatabase } from '@/tests/support/database';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, mcp, rest, tool } from '@/tests/support/rest';

freshDatabase();
let acme: TestOrganization;
beforeAll(async () => { acme = await anOrganization(); });

test('smoke', async () => {
  const p = await aProgramOf(acme.owner, acme);
  const at = `/v1/organizations/${acme.id}`;
  for (const [m, path, body] of [
    ['GET', '/v1/me'], ['GET', '/v1/organizations'], ['GET', at], ['PATCH', at, { name: 'Acme 2' }], ['GET', at + '/keys'], ['POST', at + '/keys', { name: 'x', roles: ['developer'] }],
    ['GET', at + '/members'], ['GET', at + '/invitations'], ['POST', at + '/invitations', { email: 'A@b.co', role: 'developer' }], ['GET', at + '/activities'], ['GET', at + '/audit-events'],
    ['GET', at + '/keys/' + p.id], ['PATCH', at + '/keys/' + p.id, { state: 'disabled', name: 'y' }], ['GET', '/v1/openapi.json'], ['POST', at, {}], ['GET', '/v1/nope'],
  ] as [string, string, unknown?][]) {
    const { status, text } = await rest(p, m, path, { body });
    console.log(m, path, status, text.slice(0, 700));
  }
  const q = await aProgramOf(acme.owner, acme);
  console.log((await mcp(q, 'initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } })).text);
  const list = await mcp(q, 'tools/list');
  console.log(list.status, list.text.slice(0, 3000));
  console.log(JSON.stringify(await tool(q, 'create_key', { name: 'n' })));
  console.log(JSON.stringify(await tool(q, 'list_audit_events', { from: '2026-01-01', limit: 2 })).slice(0, 500));
  console.log(JSON.stringify(await tool(q, 'report_keys')).slice(0, 300));
  expect(1).toBe(1);
});
