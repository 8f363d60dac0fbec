import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { database, openDatabase, useDatabase, type Database } from '@/db/client';
import { openEmbedded } from '@/db/embedded';
import { peppers } from '@/db/schema';
import { setUp } from '@/lib/core/accounts/set-up';
import { insertSetupToken } from '@/lib/core/accounts/store';
import { exportTo, importFrom, secretsIn } from '@/lib/core/transfer/transfer';
import { tables } from '@/lib/core/transfer/store';
import { refuseWrongPepper } from '@/lib/core/verification/reseal/known';
import { flushUses } from '@/lib/core/usage/buffer';
import { secrets } from '@/lib/secrets';
import { dump, freshDatabase, newDatabase, rows } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { anOrganization, nobody } from '@/tests/support/people';
import { against } from '@/tests/support/races';

freshDatabase();

const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-transfer-'));
const file = path.join(folder, 'latchkey.export');
const passphrase = 'a passphrase of some length';
let key: string;
let home: Database;

beforeAll(async () => {
  home = database();
  await refuseWrongPepper(home.db);
  const acme = await anOrganization('Ünïcode 조직 組織');
  key = (await aKeyOf(acme.member, acme, `=name, "quoted" \\ 이름`)).revealed.plaintext;
  await verdictOf(key);
  await flushUses();
  await exportTo(file, passphrase, database().db, { auth: secrets().auth, peppers: secrets().peppers });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The other database than the one this run is on, where there is a server; else another of the same. */
async function another(): Promise<Database> {
  if (inject('engine') === 'embedded') return openEmbedded('memory://', inject('image'));
  const opened = await openDatabase({ url: await newDatabase(), pooler: false, dataDir: '' });
  return useDatabase(home) && opened;
}

test('an import holds every row of every table, and its keys are good, where Latchkey had begun without anybody', async () => {
  const before = await dump();
  const target = await another();
  await target.db.insert(peppers).values({ version: 1, mark: 'of a pepper that sealed nothing' });
  await importFrom(file, passphrase, target.db);
  useDatabase(target);
  expect(await dump()).toBe(before);
  expect((await verdictOf(key)).code).toBe('valid');
  await flushUses();
  useDatabase(home);
  await target.close();
});

test('from PostgreSQL to the embedded database the same', async () => {
  const before = await dump();
  const target = await openEmbedded('memory://', '');
  await target.migrate();
  await importFrom(file, passphrase, target.db);
  useDatabase(target);
  expect(await dump()).toBe(before);
  useDatabase(home);
  await target.close();
});

test('what others have put beside the tables is left where it is', async () => {
  const before = await dump();
  const beside = path.join(folder, 'beside.export');
  await rows('create view a_report as select id, name from keys');
  await rows('create table z_of_an_extension (key_id uuid references keys (id), note text)');
  await rows(`insert into z_of_an_extension select id, 'not ours' from keys`);
  try {
    await exportTo(beside, passphrase, database().db, { auth: secrets().auth, peppers: secrets().peppers });
  } finally {
    await rows('drop view a_report');
    await rows('drop table z_of_an_extension');
  }
  const target = await another();
  await importFrom(beside, passphrase, target.db);
  useDatabase(target);
  expect(await dump()).toBe(before);
  useDatabase(home);
  await target.close();
});

test('every table of the database is one that is carried', async () => {
  const there = await rows(`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`);
  expect((await tables(database().db)).map(({ name }) => name).toSorted()).toEqual(there.map(({ name }) => name));
});

test('a database that is in use takes none', async () => {
  await expect(importFrom(file, passphrase, database().db)).rejects.toThrow('in use already');
});

test('of an import and a set-up at the same time one has the database', async () => {
  const target = await another();
  useDatabase(target);
  const token = 'a token of the log';
  await insertSetupToken(target.db, token);
  const setsUp = () => setUp(nobody, { token, name: 'Other', email: 'other@example.com', password: randomUUID(), organization: 'Other' });
  const ended = await against(true, () => importFrom(file, passphrase, database().db), setsUp);
  expect(ended.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(await rows(`select count(distinct organization_id)::int as count from memberships where role = 'owner'`)).toEqual([{ count: 1 }]);
  useDatabase(home);
  await target.close();
});

test('the secrets come along, for who has the passphrase', async () => {
  expect(await secretsIn(file, passphrase)).toEqual({ auth: secrets().auth, peppers: secrets().peppers });
  await expect(secretsIn(file, 'another passphrase')).rejects.toThrow('the passphrase is wrong');
  const content = readFileSync(file).toString('latin1');
  for (const secret of [secrets().auth, secrets().peppers[0]!.secret, key.split('_')[1]!, 'member']) expect(content).not.toContain(secret);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a file of which one byte was changed brings nothing in', async () => {
  const bytes = readFileSync(file);
  bytes[bytes.length - 40]! ^= 1;
  const changed = path.join(folder, 'changed.export');
  writeFileSync(changed, bytes);
  const target = await another();
  await expect(importFrom(changed, passphrase, target.db)).rejects.toThrow();
  useDatabase(target);
  expect(await dump()).not.toContain('@example.com');
  useDatabase(home);
  await target.close();
});
