import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forget } from '@/lib/once';
import { secrets } from '@/lib/secrets';

const given = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-secrets-'));
  load({ AUTH_SECRET: '', KEY_PEPPER: '', DATA_DIR: folder });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  load({ AUTH_SECRET: given.AUTH_SECRET!, KEY_PEPPER: given.KEY_PEPPER!, DATA_DIR: given.DATA_DIR ?? '' });
});

function load(env: Record<string, string>): void {
  Object.assign(process.env, env);
  for (const name of ['environment', 'secrets']) forget(name);
}

test('are made once, for this user alone, and are the same at the next start', () => {
  const first = secrets();
  expect(first.auth.length).toBeGreaterThanOrEqual(43);
  expect(first.peppers).toEqual([{ version: 1, secret: expect.stringMatching(/^[\w-]{43}$/) }]);
  expect(first.auth).not.toBe(first.peppers[0]!.secret);
  expect(readdirSync(folder).toSorted()).toEqual(['auth_secret', 'key_pepper']);
  for (const name of readdirSync(folder)) expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o600);
  load({});
  expect(secrets()).toEqual(first);
});

test('from the environment go before those in the folder, and are not written there', () => {
  load({ AUTH_SECRET: 'a'.repeat(32), KEY_PEPPER: `7:${'b'.repeat(32)}` });
  expect(secrets()).toMatchObject({ auth: 'a'.repeat(32), peppers: [{ version: 7, secret: 'b'.repeat(32) }] });
  expect(readdirSync(folder)).toEqual([]);
});

test('the key for server actions follows from the secret, and is of a size that Next takes', () => {
  const { serverActions, auth } = secrets();
  expect(Buffer.from(serverActions, 'base64')).toHaveLength(32);
  expect(serverActions).not.toContain(auth);
  expect(readFileSync(path.join(folder, 'auth_secret'), 'utf8')).toBe(auth);
});

test.each([
  ['key_pepper', ''],
  ['key_pepper', 'short'],
  ['key_pepper', `1:${'b'.repeat(31)}`],
  ['key_pepper', `1:${'b'.repeat(32)},1:${'c'.repeat(32)}`],
  ['auth_secret', '\n'],
])('a file %s that holds %j stops the start with a sentence that does not show it', (name, content) => {
  writeFileSync(path.join(folder, name), content);
  expect(secrets).toThrow(expect.objectContaining({ name: 'EnvironmentError', message: expect.stringContaining(`${name} holds no secret of at least 32 characters`) }));
  if (content.trim()) expect(secrets).toThrow(expect.objectContaining({ message: expect.not.stringContaining(content) }));
});

test('a list of peppers may stand in the folder, too', () => {
  writeFileSync(path.join(folder, 'key_pepper'), `2:${'b'.repeat(32)},1:${'c'.repeat(32)}`);
  expect(secrets().peppers.map(({ version }) => version)).toEqual([2, 1]);
});
