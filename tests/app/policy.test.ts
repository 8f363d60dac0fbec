import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '@/tests/support/app';
import { instances, send } from '@/tests/support/instances';

const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, ...lines: string[]): string {
  const file = path.join(folder, name);
  writeFileSync(file, lines.join('\n'));
  return file;
}

const ask = (url: string, uri: string) => send(`${url}/v1/authorize?from=original`, { headers: { 'x-original-method': 'GET', 'x-original-uri': uri } });

describe('a policy with mistakes', () => {
  const file = written('wrong.policy', 'GET /v1/data/* -> table:data:read', 'GET /v1/data -> table:data:sing', '', 'get /v1 -> key:read');
  const complaint = new RegExp(`^POLICY_FILE ${file}, line 2: .*table:data:sing.*\\nPOLICY_FILE ${file}, line 4: .*get`, 'm');

  test('ends the start, which names all of them by their lines', async () => {
    await expect(startApp({ env: { POLICY_FILE: file } })).rejects.toThrow(complaint);
  });

  test('ends the build on Vercel in the same way', () => {
    const { PATH } = process.env;
    const env = { PATH, NODE_ENV: 'production', VERCEL: '1', POLICY_FILE: file, DATABASE_URL: 'postgresql://u:p@one/latchkey', AUTH_SECRET: 'x'.repeat(32), KEY_PEPPER: `1:${'x'.repeat(32)}` } as const;
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', 'check-environment'], { env, encoding: 'utf8' });
    expect([status, stderr]).toEqual([1, expect.stringMatching(complaint)]);
  });
});

test('a good one is read at the start: routes that it does not name are refused, whoever asks', async () => {
  const app: App = await startApp({ env: { POLICY_FILE: written('good.policy', 'GET /v1/data/* -> table:data:read') } });
  try {
    expect((await ask(app.url, '/v1/data/posts')).status).toBe(401);
    const { status, body } = await ask(app.url, '/v1/other');
    expect([status, JSON.parse(body).code]).toEqual([403, 'route_not_allowed']);
  } finally {
    await app.stop();
    app.clear();
  }
}, 60_000);

describe('a function of Vercel’s that lacks the file, as the middleware’s does', () => {
  const running = instances('fileless');

  test('serves pages', async () => {
    expect((await send(`${running[0]!.url}/sign-in`)).status).toBe(200);
  });

  test('allows nothing', async () => {
    expect((await ask(running[0]!.url, '/v1/data/posts')).status).toBe(500);
  });
});
