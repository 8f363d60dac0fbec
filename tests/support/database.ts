import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, inject } from 'vitest';
import { database, openDatabase, useDatabase, type Database, type Db } from '@/db/client';
import { openEmbedded } from '@/db/embedded';
import { flushRefused } from '@/lib/core/refused/buffer';
import { flushUses } from '@/lib/core/usage/buffer';
import { forget, once } from '@/lib/once';
import type {} from './provided';
import { databaseUrl, withSql } from './postgresql';

/** Gives the tests of a file a migrated, empty database. */
export function freshDatabase(): void {
  const embedded = inject('engine') === 'embedded';
  beforeAll(async () => void (embedded ? useDatabase(await opened()) : await openDatabase({ url: await newDatabase(), pooler: false, dataDir: '' })));
  afterAll(embedded ? emptyDatabase : closeDatabase);
}

/** One for all files of a process: to open an embedded database takes as long as the tests of a file. */
const opened = () => once('embedded of the tests', () => openEmbedded('memory://', inject('image')));

async function emptyDatabase(): Promise<void> {
  await flush();
  const tables = await rows(`select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`);
  await rows('set session_replication_role = replica');
  await rows(`truncate ${tables.map(({ name }) => name).join()} restart identity`);
  await rows('reset session_replication_role');
  forgetDatabase();
}

/** Closes the database of the process, and forgets what was in memory about it. */
export async function closeDatabase(): Promise<void> {
  await flush();
  await database().close();
  forgetDatabase();
}

async function flush(): Promise<void> {
  await flushUses();
  await flushRefused();
}

function forgetDatabase(): void {
  for (const name of ['database', 'usage', 'refused uses', 'gatherer']) forget(name);
}

/** The address of a new migrated database on the test server. */
export async function newDatabase(): Promise<string> {
  const { url, template } = inject('server');
  const name = `${template}_${randomBytes(5).toString('hex')}`;
  await withSql(url, (sql) => sql.unsafe(`create database ${name} template ${template}`));
  return databaseUrl(url, name);
}

type Row = Record<string, unknown>;

type Client = { unsafe(text: string, parameters: unknown[]): Promise<Row[]>; query(text: string, parameters: unknown[]): Promise<{ rows: Row[] }> };

/** Asks the database directly, for what no operation shows. */
export async function rows(text: string, ...parameters: unknown[]): Promise<Row[]> {
  const { kind, db } = database();
  const client = (db as unknown as { $client: Client }).$client;
  return kind === 'embedded' ? (await client.query(text, parameters)).rows : client.unsafe(text, parameters);
}

/** Every row of every table, but for those of the named ones. */
export async function dump(...without: string[]): Promise<string> {
  const tables = await rows(`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`);
  const parts = [];
  for (const { name } of tables) {
    if (without.includes(String(name))) continue;
    // What PostgreSQL makes of a name is a set, which its versions put in orders of their own.
    parts.push(name, ...(await rows(`select (to_jsonb(t) - 'name_parts')::text as row from "${name}" t order by 1`)).map(({ row }) => row));
  }
  return parts.join('\n');
}

/** Runs with a database whose ways of verification (`read` and `write`) are others; the real one is back afterwards. */
export async function withRead<T>(read: (real: Database['read']) => Database['read'], use: () => Promise<T>): Promise<T> {
  const real = database();
  useDatabase({ ...real, read: read(real.read), write: read(real.write) });
  try {
    return await use();
  } finally {
    useDatabase(real);
  }
}

const statements = new Set<string | symbol>(['select', 'insert', 'update', 'delete', 'execute']);

/** What the database was asked meanwhile, past verification's own way: the kinds of the statements, in their order. */
export async function statementsDuring(use: () => Promise<unknown>): Promise<string[]> {
  const asked: string[] = [];
  const real = database();
  useDatabase({ ...real, db: watched(real.db, asked) });
  try {
    await use();
  } finally {
    useDatabase(real);
  }
  return asked;
}

function watched(db: Db, asked: string[]): Db {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'transaction') return (run: (transaction: Db) => Promise<unknown>) => target.transaction((transaction) => run(watched(transaction as unknown as Db, asked)));
      if (statements.has(name)) asked.push(String(name));
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** How many times verification asked the database meanwhile. */
export async function readsDuring(use: () => Promise<unknown>): Promise<number> {
  let reads = 0;
  await withRead((real) => (text, parameters) => {
    reads++;
    return real(text, parameters);
  }, use);
  return reads;
}
