import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '@/tests/support/app';
import { compiled } from '@/tests/support/typed-client';

let app: App;
let key: string;
beforeAll(async () => {
  app = await startApp({ demo: true });
  key = app.people.find(({ role }) => role === 'owner')!.key;
}, 240_000);
afterAll(async () => {
  await app.stop();
  app.clear();
  for (const name of readdirSync('node_modules').filter((one) => one.startsWith('.typed-client-'))) rmSync(path.join('node_modules', name), { recursive: true });
});

const program = `
import createClient from 'openapi-fetch';
import type { paths, components } from './types';

const client = createClient<paths>({ baseUrl: process.env.URL!, headers: { authorization: \`Bearer \${process.env.KEY}\` } });
const { data: me } = await client.GET('/v1/me');
const organization = me!.result.organization.id;
const made = await client.POST('/v1/organizations/{organization}/keys', { params: { path: { organization } }, body: { name: 'Typed', roles: ['developer'], state: 'enabled', type: 'API_KEY' } });
const key: components['schemas']['ApiKey'] = made.data!.result.key;
const path = { organization, key: key.id };
const renamed = await client.PATCH('/v1/organizations/{organization}/keys/{key}', { params: { path }, body: { name: 'Typed, renamed' } });
const listed = await client.GET('/v1/organizations/{organization}/keys', { params: { path: { organization }, query: { limit: 250 } } });
const gone = await client.DELETE('/v1/organizations/{organization}/keys/{key}', { params: { path } });
const missing = await client.GET('/v1/organizations/{organization}/keys/{key}', { params: { path } });
console.log(JSON.stringify([renamed.data!.result.name, listed.data!.totalCount > 0, gone.data!.status, missing.error!.code]));
`;

test('a client made of the document compiles, and does with the running app what its types say', { timeout: 120_000 }, async () => {
  const document = (await (await fetch(`${app.url}/v1/openapi.json`)).json()) as object;
  const { errors, run } = await compiled(document, program);
  expect(errors).toBe('');
  expect(run({ URL: app.url, KEY: key })).toBe('["Typed, renamed",true,200,"not_found"]\n');
});

test('a program that the types forbid does not compile', { timeout: 120_000 }, async () => {
  const document = (await (await fetch(`${app.url}/v1/openapi.json`)).json()) as object;
  const { errors } = await compiled(document, program.replace("name: 'Typed', ", '').replace('limit: 250', "limit: 'many'"));
  expect(errors).toContain('TS2322');
});

test('an MCP client reaches the running app', async () => {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${app.url}/mcp`), { requestInit: { headers: { authorization: `Bearer ${key}` } } }) as never);
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('rotate_key');
  await client.close();
});

test('no OAuth is to be discovered, and addresses that cannot be decoded are no error of ours', async () => {
  for (const name of ['oauth-protected-resource', 'oauth-protected-resource/mcp', 'oauth-authorization-server', 'openid-configuration']) expect((await fetch(`${app.url}/.well-known/${name}`)).status).toBe(404);
  for (const address of ['/v1/%E0%A4%A', '/v1/organizations/%ff/keys', '/v1/%', '/mcp/%']) expect((await fetch(app.url + address, { headers: { 'x-api-key': key } })).status, address).toBe(400);
});
