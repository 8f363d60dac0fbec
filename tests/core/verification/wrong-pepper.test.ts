import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { database } from '@/db/client';
import { refuseWrongPepper } from '@/lib/core/verification/reseal/known';
import { forget } from '@/lib/once';
import { freshDatabase } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization } from '@/tests/support/people';

freshDatabase();

const given = { KEY_PEPPER: process.env.KEY_PEPPER!, DATA_DIR: process.env.DATA_DIR ?? '' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-pepper-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  load(given);
});

function load(env: Record<string, string>): void {
  Object.assign(process.env, env);
  for (const name of ['environment', 'secrets']) forget(name);
}

function put(pepper: string): void {
  writeFileSync(path.join(folder, 'key_pepper'), pepper);
  load({ KEY_PEPPER: '', DATA_DIR: folder });
}

const looked = () => refuseWrongPepper(database().db);

test('a pepper is made while there is no key; where there is one, one that is lost or another stops the start, until it is put back', async () => {
  load({ KEY_PEPPER: '', DATA_DIR: folder });
  await looked();
  load(given);
  await looked();
  const acme = await anOrganization();
  await aKeyOf(acme.member, acme);
  await looked();
  load({ KEY_PEPPER: '', DATA_DIR: folder });
  await expect(looked()).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringContaining(path.join(folder, 'key_pepper')) });
  put('x'.repeat(43));
  await expect(looked()).rejects.toMatchObject({ name: 'StartProblem', message: expect.stringContaining(`${path.join(folder, 'key_pepper')} has another version 1`) });
  put(given.KEY_PEPPER.slice(2));
  await looked();
});
