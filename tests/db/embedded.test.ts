import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEmbedded } from '@/db/embedded';
import { linesOf, killed, runFile } from '@/tests/support/child';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), 'latchkey-folder-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

test('a folder that another process has open is refused with a sentence that names it, until that process is gone', async () => {
  const other = runFile('writer.ts', { DATA_DIR: dataDir });
  try {
    await linesOf(other, 1);
    await expect(openEmbedded(dataDir)).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringMatching(new RegExp(`^DATA_DIR ${dataDir} is open in another`)) });
  } finally {
    other.stdout!.resume();
    await killed(other, 0);
  }
  await (await openEmbedded(dataDir)).close();
});

test('a first start that was killed half-way leaves nothing in the way of the next', async () => {
  mkdirSync(path.join(dataDir, 'database.new'));
  writeFileSync(path.join(dataDir, 'database.new', 'PG_VERSION'), 'half');
  const opened = await openEmbedded(dataDir);
  await opened.migrate();
  expect(await opened.read('select count(*)::int as count from keys', [])).toEqual([[0]]);
  await opened.close();
});

test('the folder and its lock are for this user alone', async () => {
  const folder = path.join(dataDir, 'made', 'here');
  await (await openEmbedded(folder)).close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(path.join(folder, 'lock')).mode & 0o777).toBe(0o600);
});

test('what is committed is on the disk: fsync is on', async () => {
  const opened = await openEmbedded(dataDir);
  expect(await opened.read('show fsync', [])).toEqual([['on']]);
  await opened.close();
});

test('a folder that cannot be made is refused with a sentence', async () => {
  const file = path.join(dataDir, 'file');
  writeFileSync(file, '');
  await expect(openEmbedded(path.join(file, 'data'))).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringContaining(`DATA_DIR is ${file}`) });
});
