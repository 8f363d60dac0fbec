import path from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import type { Database } from './client';
import journal from './migrations/meta/_journal.json';
import { sqlState } from './problems';

const undefinedTable = '42P01';
const notForThisUser = '42501';

/** Whether the database has had just the migrations of this version. */
export async function isMigrated(database: Database): Promise<boolean> {
  const wanted = readMigrationFiles({ migrationsFolder: path.resolve(/*turbopackIgnore: true*/ 'db/migrations') });
  try {
    const had = await database.read('select hash from drizzle.__drizzle_migrations order by id', []);
    return had.map(([hash]) => hash).join() === wanted.map(({ hash }) => hash).join();
  } catch (error) {
    if (sqlState(error) === undefinedTable) return false;
    throw error;
  }
}

/** Whether the database has had every migration of this version, as far as its user may see; it may have had those of a later one, too. */
export async function hasMigrations(database: Database): Promise<boolean> {
  try {
    return await hadAll(database);
  } catch (error) {
    if (sqlState(error) === undefinedTable) return false;
    if (sqlState(error) !== notForThisUser) throw error;
    await database.read('select id from keys limit 0', []);
    return true;
  }
}

/** Whether its user sees that it has: then another may have run them. */
export const showsMigrations = (database: Database): Promise<boolean> => hadAll(database).catch(() => false);

async function hadAll(database: Database): Promise<boolean> {
  const had = new Set((await database.read('select created_at from drizzle.__drizzle_migrations', [])).map(([at]) => String(at)));
  return journal.entries.every(({ when }) => had.has(String(when)));
}
