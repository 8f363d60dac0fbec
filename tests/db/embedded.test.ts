import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdsDatabase, openEmbedded } from '@/db/embedded';
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
  mkdirSync(path.join(dataDir, 'database'));
  writeFileSync(path.join(dataDir, 'database', 'PG_VERSION'), 'half');
  writeFileSync(path.join(dataDir, 'database.begun'), '');
  expect(holdsDatabase(dataDir)).toBe(false);
  const opened = await openEmbedded(dataDir);
  await opened.migrate();
  expect(await opened.read('select count(*)::int as count from keys', [])).toEqual([[0]]);
  await opened.close();
  expect(holdsDatabase(dataDir)).toBe(true);
});

test('nobody else on the machine reads what is in it, whoever made the folder and however it was opened before', async () => {
  chmodSync(dataDir, 0o755);
  const database = path.join(dataDir, 'database');
  for (const loosened of [false, true]) {
    if (loosened) chmodSync(database, 0o755);
    await (await openEmbedded(dataDir)).close();
    expect(statSync(database).mode & 0o777).toBe(0o700);
  }
});

test('a database that was brought here alone, without what lay beside it, is opened as it is', async () => {
  const opened = await openEmbedded(dataDir);
  await opened.write('create table kept (n int)', []);
  await opened.close();
  const elsewhere = path.join(dataDir, 'elsewhere');
  mkdirSync(elsewhere);
  renameSync(path.join(dataDir, 'database'), path.join(elsewhere, 'database'));
  const again = await openEmbedded(elsewhere);
  expect(await again.read('select count(*)::int from kept', [])).toEqual([[0]]);
  await again.close();
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

test('a folder that cannot be made, or not be written to, is refused with a sentence', async () => {
  const file = path.join(dataDir, 'file');
  writeFileSync(file, '');
  for (const folder of [path.join(file, 'data'), '/proc/self']) {
    await expect(openEmbedded(folder)).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringContaining(`DATA_DIR is ${folder}, which cannot`) });
  }
});
