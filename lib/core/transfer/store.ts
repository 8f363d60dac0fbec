import { getTableName, isTable, sql, type SQL } from 'drizzle-orm';
import type { Db } from '@/db/client';
import * as schema from '@/db/schema';

/** A table and the columns of it that are written: generated ones make themselves. */
export type Table = { name: string; columns: string[] };

const batch = 500;

/** Every table of ours, those that others refer to first; extensions and whoever runs the database may have put more beside them. */
export async function tables(db: Db): Promise<Table[]> {
  const ours = sql.join(Object.values(schema).filter(isTable).map((table) => sql`${getTableName(table)}`), sql`, `);
  const found = await rows<{ name: string; columns: string[] }>(db, sql`
    select table_name as name, json_agg(column_name order by ordinal_position) as columns
    from information_schema.columns where table_schema = 'public' and table_name in (${ours}) and is_generated = 'NEVER' group by 1 order by 1`);
  const references = await rows<{ child: string; parent: string }>(db, sql`
    select distinct conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint
    where contype = 'f' and connamespace = 'public'::regnamespace and conrelid <> confrelid`);
  const sorted: Table[] = [];
  const place = (table: Table): void => {
    if (sorted.includes(table)) return;
    for (const { child, parent } of references) if (child.replaceAll('"', '') === table.name) place(found.find(({ name }) => name === parent.replaceAll('"', ''))!);
    sorted.push(table);
  };
  found.forEach(place);
  return sorted;
}

/** The migrations that the database has had; an import wants the same. */
export async function migrationsOf(db: Db): Promise<string[]> {
  return (await rows<{ hash: string }>(db, sql`select hash from drizzle.__drizzle_migrations order by id`)).map(({ hash }) => hash);
}

/** Whether anyone has set Latchkey up here. */
export async function isEmpty(db: Db): Promise<boolean> {
  return (await rows(db, sql`select 1 from users limit 1`)).length === 0;
}

/** Takes away what Latchkey notes before anybody has set it up. */
export async function forgetBeginnings(db: Db): Promise<void> {
  for (const table of [schema.peppers, schema.rateWindows, schema.setupTokens]) await db.delete(table);
}

/** The rows of a table as JSON, so many at a time; inside a transaction. */
export async function* readTable(db: Db, { name }: Table): AsyncGenerator<string> {
  await db.execute(sql`declare transfer no scroll cursor for select to_jsonb(t)::text as row from ${sql.identifier(name)} t`);
  for (;;) {
    const found = await rows<{ row: string }>(db, sql`fetch 500 from transfer`);
    if (found.length > 0) yield `[${found.map(({ row }) => row).join(',')}]`;
    if (found.length < batch) break;
  }
  await db.execute(sql`close transfer`);
}

/** Adds rows that `readTable` gave. */
export async function writeRows(db: Db, { name, columns }: Table, json: string): Promise<void> {
  const listed = sql.join(columns.map((column) => sql.identifier(column)), sql`, `);
  const table = sql.identifier(name);
  await db.execute(sql`insert into ${table} (${listed}) select ${listed} from jsonb_populate_recordset(null::${table}, ${json}::jsonb)`);
}

/** postgres.js gives an array, PGlite an object that holds one. */
async function rows<T>(db: Db, query: SQL): Promise<T[]> {
  const result = (await db.execute(query)) as unknown;
  return (Array.isArray(result) ? result : (result as { rows: unknown[] }).rows) as T[];
}
