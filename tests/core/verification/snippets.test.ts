import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { verificationSnippets } from '@/components/snippets';
import { createKey } from '@/lib/core/keys/create';
import { types } from '@/lib/core/keys/key';
import { verify } from '@/lib/core/verification/verify';
import { presented } from '@/lib/transport/credential';
import { freshDatabase } from '@/tests/support/database';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

describe.each(types)('the lines that a new %s comes with', (type) => {
  test('send it so that it is good', async () => {
    const { revealed } = await createKey(as(acme.member), { organization: acme.id, name: 'New', type });
    const [curl] = verificationSnippets({ origin: 'http://localhost:3000', judgesRoutes: true }, revealed.plaintext);
    const [, name, value] = /-H '([^:]+): ([^']+)'/.exec(curl!.code)!;
    expect(await verify(presented([name!, value!]), { scopes: [], address: null, userAgent: null })).toMatchObject({ code: 'valid' });
  });
});

test('the lines of every language and of MCP send the same header', () => {
  const asking = verificationSnippets({ origin: 'http://localhost:3000', judgesRoutes: true }, 'lkb_x').filter(({ id }) => id !== 'nginx' && id !== 'caddy');
  expect(asking.map(({ id }) => id)).toEqual(['curl', 'typescript', 'python', 'go', 'mcp']);
  for (const { language, code } of asking) {
    expect(code, language).toMatch(/Authorization.*Bearer /);
    expect(code, language).not.toContain('x-api-key');
  }
});

test('the file for MCP names this host and the variable of the downloaded .env, and no key', () => {
  const { code } = verificationSnippets({ origin: 'https://keys.example.com', judgesRoutes: true }, 'lkb_x').find(({ id }) => id === 'mcp')!;
  expect(JSON.parse(code)).toEqual({ mcpServers: { latchkey: { type: 'http', url: 'https://keys.example.com/mcp', headers: { Authorization: 'Bearer ${API_KEY}' } } } });
});

test.each([
  ['nginx', ['-t', '-q', '-c'], (code: string, folder: string) => `pid ${folder}/pid; error_log stderr; events {} http { access_log off; ${code.replaceAll('api:8080', '127.0.0.1:8080')} }`],
  ['caddy', ['validate', '--adapter', 'caddyfile', '--config'], (code: string) => code.replace('{\n', '{\n\tadmin off\n')],
] as const)('%s takes its configuration, of this host over HTTPS too', (id, command, whole) => {
  const askings = [true, false].flatMap((judgesRoutes) => ['http://127.0.0.1:3000', 'https://localhost'].map((origin) => ({ origin, judgesRoutes })));
  for (const asking of askings) {
    const { code } = verificationSnippets(asking, 'lkb_x').find((snippet) => snippet.id === id)!;
    expect(code).toContain(asking.origin);
    expect(code).not.toContain('lkb_x');
    const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-snippet-'));
    writeFileSync(path.join(folder, 'configuration'), whole(code, folder));
    const { status, stderr } = spawnSync(id, [...command, path.join(folder, 'configuration')], { encoding: 'utf8', env: { ...process.env, HOME: folder } });
    rmSync(folder, { recursive: true });
    expect(status, stderr).toBe(0);
  }
});
