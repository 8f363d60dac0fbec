import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { document } from '@/lib/transport/openapi/document';
import { routes } from '@/lib/transport/rest/table';
import { tools } from '@/tests/support/tools';
import { described } from '@/tests/support/openapi';

let folder: string;
let file: string;
let bin: string;
beforeAll(() => {
  bin = path.join(tools('lint'), '.bin');
  folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-openapi-'));
  file = path.join(folder, 'openapi.json');
  writeFileSync(file, JSON.stringify(document()));
  writeFileSync(path.join(folder, 'spectral.yaml'), 'extends: ["spectral:oas"]\n');
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const quiet = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
const run = (name: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(path.join(bin, name), words, { cwd: folder, encoding: 'utf8', env: quiet });
  return { status, said: stdout + stderr };
};

test('the document is clean under the recommended rules of redocly, warnings included', { timeout: 120_000 }, () => {
  const { status, said } = run('redocly', 'lint', '--extends', 'recommended', file);
  expect(said).not.toMatch(/\d+ (warning|error)s?\./);
  expect(status, said).toBe(0);
});

test('the document is clean under the recommended rules of spectral, hints included', { timeout: 120_000 }, () => {
  const { status, said } = run('spectral', 'lint', '--fail-severity', 'hint', '-r', path.join(folder, 'spectral.yaml'), file);
  expect(status, said).toBe(0);
});

test('every route is described, with a name of its own', () => {
  expect(described()).toHaveLength(routes().length);
  expect(new Set(described().map(({ operation }) => operation.operationId)).size).toBe(routes().length);
});
