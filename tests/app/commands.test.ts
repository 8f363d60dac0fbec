import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startApp } from '@/tests/support/app';
import { killed, runFile } from '@/tests/support/child';
import { command } from '@/tests/support/commands';
import { newDatabase } from '@/tests/support/database';
import { send } from '@/tests/support/instances';
import { databaseUrl, withSql } from '@/tests/support/postgresql';

const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-commands-'));
const at = (name: string) => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXPORT_PASSPHRASE = 'a passphrase of some length';
const email = 'owner@example.com';
const made = /^Everything is in \S+\. It holds the peppers too/;
const link = /^http:\/\/localhost:3000\/reset-password\/([\w-]{43})\n$/;

/** An embedded database with an owner and keys, its secrets in its folder, and nobody who has it open. */
const home = at('home');
let key: string;
let keys: number;
beforeAll(async () => {
  const writer = runFile('writer.ts', { DATA_DIR: home, AUTH_SECRET: '', KEY_PEPPER: '' });
  key = (await killed(writer, 4))[0]!.split(' ')[1]!;
}, 60_000);

const statusOf = async (url: string, presented = key) => (await send(`${url}/v1/verify`, { headers: { 'x-api-key': presented } })).status;
const takesPassword = async (url: string, said: string) => (await send(`${url}/reset-password/${link.exec(said)![1]}`)).body.includes('name="password"');
const secretsOf = (file: string) => Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
const failed = (sentence: string | RegExp) => ({ code: 1, said: '', complained: typeof sentence === 'string' ? `${sentence}\n` : expect.stringMatching(sentence) });

describe('on the embedded database, while Latchkey is stopped', () => {
  test('peppers counts the keys', async () => {
    const { code, said } = await command('peppers', [], { DATA_DIR: home });
    keys = Number(/^pepper 1 \(current\): (\d+) keys\n$/.exec(said)?.[1]);
    expect([code, keys >= 4]).toEqual([0, true]);
  });

  test('a key that is sealed with a pepper which is not there is told of', async () => {
    const { said } = await command('peppers', [], { DATA_DIR: home, KEY_PEPPER: `7:${'x'.repeat(40)}` });
    expect(said).toBe(`pepper 7 (current): 0 keys\npepper 1 (MISSING from KEY_PEPPER): ${keys} keys\n`);
  });

  test('another pepper under the version that seals the keys ends a start and every command: new keys would be sealed with it, and no old one be good', async () => {
    const other = { DATA_DIR: home, KEY_PEPPER: `1:${'x'.repeat(40)}`, EXPORT_PASSPHRASE };
    const sentence = 'KEY_PEPPER has another version 1 than the one that seals keys here: put that one back, and give a new one a version of its own in front of it.';
    for (const [name, ...words] of [['peppers'], ['export', at('other.export')]]) expect(await command(name!, words, other)).toEqual(failed(sentence));
    await expect(startApp({ dataDir: home, env: { KEY_PEPPER: other.KEY_PEPPER, AUTH_SECRET: 'x'.repeat(40) } })).rejects.toThrow(sentence);
    expect((await command('peppers', [], { DATA_DIR: home })).said).toBe(`pepper 1 (current): ${keys} keys\n`);
  });

  test('nor is it exported without: those keys would be good nowhere', async () => {
    const without = await command('export', [at('lacking.export')], { DATA_DIR: home, KEY_PEPPER: `7:${'x'.repeat(40)}`, EXPORT_PASSPHRASE });
    expect(without).toEqual(failed(`KEY_PEPPER lacks version 1, which seals ${keys} of the keys: add it, or they would be good nowhere.`));
    expect(existsSync(at('lacking.export'))).toBe(false);
  });

  test('migrate may run again', async () => {
    expect(await command('migrate', [], { DATA_DIR: home })).toEqual({ code: 0, said: 'The database is up to date.\n', complained: '' });
  });

  test('export writes one file for this user alone, and writes over none', async () => {
    expect(await command('export', [at('embedded.export')], { DATA_DIR: home, EXPORT_PASSPHRASE })).toEqual({ code: 0, said: expect.stringMatching(made), complained: '' });
    const before = readFileSync(at('embedded.export'));
    expect(statSync(at('embedded.export')).mode & 0o777).toBe(0o600);
    expect(before.toString('latin1')).not.toContain(readFileSync(path.join(home, 'key_pepper'), 'utf8'));
    expect(await command('export', [at('embedded.export')], { DATA_DIR: home, EXPORT_PASSPHRASE })).toEqual(failed(`${at('embedded.export')} is there already: name another file.`));
    expect(readFileSync(at('embedded.export')).equals(before)).toBe(true);
  });

  test('reset-password prints a link that the app takes; while the app has the folder, every command says so and does nothing', async () => {
    const { code, said, complained } = await command('reset-password', [email.toUpperCase()], { DATA_DIR: home });
    expect([code, complained]).toEqual([0, '']);
    const app = await startApp({ dataDir: home });
    expect(await takesPassword(app.url, said)).toBe(true);
    expect(await statusOf(app.url)).toBe(200);
    for (const [name, ...words] of [['migrate'], ['peppers'], ['reset-password', email], ['export', at('running.export')], ['import', at('embedded.export')]]) {
      expect(await command(name!, words, { DATA_DIR: home, EXPORT_PASSPHRASE }), name).toEqual(failed(`DATA_DIR ${home} is open in another Latchkey process: stop that one first, or name another DATA_DIR.`));
    }
    expect(readdirSync(folder).filter((name) => name.includes('running'))).toEqual([]);
    expect(await statusOf(app.url)).toBe(200);
    await app.stop();
  }, 60_000);
});

describe('from the embedded database to PostgreSQL and back', () => {
  let url: string;
  beforeAll(async () => {
    url = databaseUrl(inject('server').url, `${inject('server').template}_commands`);
    await withSql(inject('server').url, (sql) => sql.unsafe(`create database ${new URL(url).pathname.slice(1)}`));
  });

  test('import brings everything and its secrets into a database of nothing; then a key made before is good in the running app', async () => {
    expect(await command('import', [at('embedded.export')], { DATABASE_URL: url, EXPORT_PASSPHRASE })).toEqual({
      code: 0,
      said: `Everything is imported. Start Latchkey with the KEY_PEPPER and AUTH_SECRET in ${at('embedded.export')}.env, and delete that file.\n`,
      complained: '',
    });
    expect(statSync(at('embedded.export.env')).mode & 0o777).toBe(0o600);
    const env = secretsOf(at('embedded.export.env'));
    const app = await startApp({ databaseUrl: url, env });
    expect(app.setUpLink).toBeNull();
    expect(await statusOf(app.url)).toBe(200);
    expect(await statusOf(app.url, `${key.slice(0, -10)}${'A'.repeat(10)}`)).toBe(401);
    const { said } = await command('reset-password', [email], { DATABASE_URL: url, ...env });
    expect(await takesPassword(app.url, said)).toBe(true);
    expect((await command('peppers', [], { DATABASE_URL: url, ...env })).said).toBe(`pepper 1 (current): ${keys} keys\n`);
    expect(await command('export', [at('postgresql.export')], { DATABASE_URL: url, ...env, EXPORT_PASSPHRASE })).toEqual({ code: 0, said: expect.stringMatching(made), complained: '' });
    await app.stop();
    app.clear();
  }, 60_000);

  test('a database that is in use takes no import, nor does one for which another pepper is set', async () => {
    rmSync(at('embedded.export.env'));
    expect(await command('import', [at('embedded.export')], { DATABASE_URL: url, EXPORT_PASSPHRASE })).toEqual(failed('The database is in use already: import into a new one.'));
    expect(await command('import', [at('embedded.export')], { DATABASE_URL: url, EXPORT_PASSPHRASE, KEY_PEPPER: `1:${'x'.repeat(40)}` })).toEqual(failed(/^KEY_PEPPER lacks version 1 of the export, or has another/));
    expect(existsSync(at('embedded.export.env'))).toBe(false);
  });

  test('where the secrets cannot be put, nothing is imported', async () => {
    const target = await newDatabase();
    mkdirSync(at('embedded.export.env'));
    expect(await command('import', [at('embedded.export')], { DATABASE_URL: target, EXPORT_PASSPHRASE })).toEqual(failed(/\.export\.env, which is to hold the secrets, cannot be written \(\w+\); nothing is imported\.\n$/));
    rmSync(at('embedded.export.env'), { recursive: true });
    expect(await withSql(target, (sql) => sql`select count(*)::int as count from keys`)).toMatchObject([{ count: 0 }]);
  });

  test('and the way back, into a folder that is not there yet', async () => {
    const back = at('back');
    expect(await command('import', [at('postgresql.export')], { DATA_DIR: back, EXPORT_PASSPHRASE })).toEqual({ code: 0, said: `Everything is imported. Its secrets are in ${back}.\n`, complained: '' });
    expect(await command('import', [at('postgresql.export')], { DATA_DIR: back, EXPORT_PASSPHRASE })).toEqual(failed('The database is in use already: import into a new one.'));
    for (const name of ['key_pepper', 'auth_secret']) expect(statSync(path.join(back, name)).mode & 0o777).toBe(0o600);
    const app = await startApp({ dataDir: back });
    expect(await statusOf(app.url)).toBe(200);
    expect(await app.stop()).toBe(0);
  }, 60_000);

  test('a new pepper in front of the old, in the folder: the key in use is sealed with it, and peppers says how many are left', async () => {
    const file = path.join(at('back'), 'key_pepper');
    writeFileSync(file, `2:${'p'.repeat(43)},${readFileSync(file, 'utf8')}`);
    const app = await startApp({ dataDir: at('back') });
    expect(await statusOf(app.url)).toBe(200);
    await app.stop();
    expect((await command('peppers', [], { DATA_DIR: at('back') })).said).toBe(`pepper 2 (current): 1 keys\npepper 1 (old): ${keys - 1} keys\n`);
  }, 60_000);
});

describe('what is wrong is told in a sentence, with exit code 1, and nothing is made', () => {
  const unused = at('unused');
  const wrongWords: [string, string[], string][] = [
    ['reset-password', [], 'Name one address: npm run reset-password -- name@example.com'],
    ['reset-password', ['a@example.com', 'b@example.com'], 'Name one address: npm run reset-password -- name@example.com'],
    ['export', [], 'Name the file to write: npm run export -- latchkey.export'],
    ['import', [], 'Name the file to read: npm run import -- latchkey.export'],
    ['import', ['a', 'b'], 'Name the file to read: npm run import -- latchkey.export'],
  ];
  test.each(wrongWords)('%s with the words %j', async (name, words, sentence) => {
    expect(await command(name, words, { DATA_DIR: unused, EXPORT_PASSPHRASE })).toEqual(failed(sentence));
    expect(existsSync(unused)).toBe(false);
  });

  test.each([['reset-password', email], ['peppers'], ['export', at('nothing.export')]])('%s where no Latchkey is', async (name, ...words) => {
    expect(await command(name, words, { DATA_DIR: unused, EXPORT_PASSPHRASE })).toEqual(failed(`DATA_DIR ${unused} holds no database: name the folder that Latchkey runs on, or its DATABASE_URL.`));
    expect([unused, at('nothing.export')].filter(existsSync)).toEqual([]);
  });

  test('an address that nobody has, and one that is none', async () => {
    expect(await command('reset-password', ['nobody@example.com'], { DATA_DIR: home })).toEqual(failed('Nobody has the address nobody@example.com.'));
    expect(await command('reset-password', ['nobody'], { DATA_DIR: home })).toEqual(failed('Name one address: npm run reset-password -- name@example.com'));
  });

  test.each([['export'], ['import']])('%s without a passphrase, and with a short one', async (name) => {
    expect(await command(name, [at('short.export')], { DATA_DIR: home })).toEqual(failed('EXPORT_PASSPHRASE is unset, and should be at least 15 characters.'));
    expect(await command(name, [at('short.export')], { DATA_DIR: home, EXPORT_PASSPHRASE: 'short' })).toEqual(failed('EXPORT_PASSPHRASE is 5 characters (hidden), and should be at least 15 characters.'));
    expect(existsSync(at('short.export'))).toBe(false);
  });

  test('a file that cannot be written leaves nothing behind', async () => {
    expect(await command('export', [at('nowhere/latchkey.export')], { DATA_DIR: home, EXPORT_PASSPHRASE })).toEqual(failed(`${at('nowhere/latchkey.export')} cannot be written (ENOENT).`));
    expect(existsSync(at('nowhere'))).toBe(false);
  });

  const cannotBeOpened = 'cannot be opened: the passphrase is wrong, or the file was changed.';
  const noExport = 'is no export of Latchkey, or only the beginning of one.';
  const damages: [string, (whole: Buffer) => Buffer, string][] = [
    ['with a byte changed at its beginning', (whole) => changed(whole, 60), cannotBeOpened],
    ['with a byte changed in its middle', (whole) => changed(whole, whole.length >> 1), cannotBeOpened],
    ['with its last byte changed', (whole) => changed(whole, whole.length - 1), cannotBeOpened],
    ['cut short', (whole) => whole.subarray(0, whole.length - 100), cannotBeOpened],
    ['cut after its head', (whole) => whole.subarray(0, 50), noExport],
    ['that is empty', () => Buffer.alloc(0), noExport],
    ['of another kind', () => Buffer.alloc(5_000, 'text'), noExport],
  ];
  test.each(damages)('a file %s', async (_, damaged, sentence) => {
    writeFileSync(at('damaged.export'), damaged(readFileSync(at('embedded.export'))));
    expect(await command('import', [at('damaged.export')], { DATA_DIR: unused, EXPORT_PASSPHRASE })).toEqual(failed(`${at('damaged.export')} ${sentence}`));
    expect(existsSync(unused)).toBe(false);
  });

  test('a wrong passphrase, and a file that is not there', async () => {
    expect(await command('import', [at('embedded.export')], { DATA_DIR: unused, EXPORT_PASSPHRASE: 'another passphrase' })).toEqual(failed(`${at('embedded.export')} ${cannotBeOpened}`));
    expect(await command('import', [at('absent.export')], { DATA_DIR: unused, EXPORT_PASSPHRASE })).toEqual(failed(`${at('absent.export')} cannot be read (ENOENT).`));
    expect(existsSync(unused)).toBe(false);
  });

  const secrets = { AUTH_SECRET: 'x'.repeat(40), KEY_PEPPER: `1:${'x'.repeat(40)}` };
  test.each([['migrate'], ['peppers'], ['reset-password', email], ['export', at('without.export')]])('%s on PostgreSQL without the secrets, and where nothing answers', async (name, ...words) => {
    const nowhere = 'postgresql://someone:hunter2hunter2@127.0.0.1:1/latchkey';
    expect(await command(name, words, { DATABASE_URL: nowhere, EXPORT_PASSPHRASE })).toEqual(failed('AUTH_SECRET is unset, and should be set when DATABASE_URL is: every instance needs the same.'));
    expect(await command(name, words, { DATABASE_URL: nowhere, EXPORT_PASSPHRASE, ...secrets })).toEqual(failed(/^DATABASE_URL: 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)\. Is PostgreSQL running there, and may this user connect\?\n$/));
  });

  test('a database that is not migrated yet, until migrate has run', async () => {
    const name = `${inject('server').template}_empty`;
    await withSql(inject('server').url, (sql) => sql.unsafe(`create database ${name}`));
    const env = { DATABASE_URL: databaseUrl(inject('server').url, name), EXPORT_PASSPHRASE, ...secrets };
    for (const [command_, ...words] of [['peppers'], ['reset-password', email], ['export', at('early.export')]]) {
      expect(await command(command_!, words, env)).toEqual(failed('The database is not at this version of Latchkey: start Latchkey once, or run `npm run migrate`.'));
    }
    expect(await command('migrate', [], env)).toEqual({ code: 0, said: 'The database is up to date.\n', complained: '' });
    expect((await command('peppers', [], env)).said).toBe('pepper 1 (current): 0 keys\n');
    expect(existsSync(at('early.export'))).toBe(false);
  });

  test('a database that a later version has migrated, for an export alone', async () => {
    const url = await newDatabase();
    await withSql(url, (sql) => sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)`);
    const env = { DATABASE_URL: url, EXPORT_PASSPHRASE, ...secrets };
    expect(await command('export', [at('late.export')], env)).toEqual(failed('A later version of Latchkey has migrated the database: run this command with that version.'));
    expect(existsSync(at('late.export'))).toBe(false);
    expect((await command('peppers', [], env)).said).toBe('pepper 1 (current): 0 keys\n');
    expect(await command('reset-password', [email], env)).toEqual(failed(/^Nobody|address/));
  });

  test('a database that is not there is named', async () => {
    const env = { DATABASE_URL: databaseUrl(inject('server').url, 'no_such_database'), ...secrets };
    expect(await command('migrate', [], env)).toEqual(failed(/\(database "no_such_database" does not exist\)/));
  });

  test('a wrong MIGRATION_DATABASE_URL ends the command too', async () => {
    const env = { DATABASE_URL: await newDatabase(), MIGRATION_DATABASE_URL: 'postgresql://someone:hunter2hunter2@127.0.0.1:1/latchkey', ...secrets };
    expect(await command('migrate', [], env)).toEqual(failed(/^MIGRATION_DATABASE_URL: 127\.0\.0\.1:1 does not answer \(ECONNREFUSED\)/));
  });
});

function changed(whole: Buffer, place: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[place]! ^= 1;
  return bytes;
}
