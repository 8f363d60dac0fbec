import { openDatabase, type Database } from '@/db/client';
import { holdsDatabase } from '@/db/embedded';
import { hasMigrations, isMigrated } from '@/db/migrated';
import { StartProblem } from '@/db/problems';
import { refuseWrongPepper } from './core/verification/reseal/known';
import { environment } from './env';

/** Opens the database that the environment names, and closes it however the work ends. */
export async function withDatabase<T>(work: (database: Database) => Promise<T>): Promise<T> {
  const { DATABASE_URL: url, DATABASE_POOLER: pooler, MIGRATION_DATABASE_URL: migrationUrl, DATA_DIR: dataDir } = environment();
  const database = await openDatabase({ url, migrationUrl, pooler, dataDir });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

/**
 * The same for a command that asks what is there already: it makes nothing where there is nothing.
 * A later version may have migrated the database, unless the work needs it as it is in this one.
 * @throws StartProblem where no Latchkey of this version has begun.
 */
export async function withExisting<T>(work: (database: Database) => Promise<T>, { exactly = false } = {}): Promise<T> {
  const { DATABASE_URL, DATA_DIR } = environment();
  if (!DATABASE_URL && !holdsDatabase(DATA_DIR)) throw new StartProblem(`DATA_DIR ${DATA_DIR} holds no database: name the folder that Latchkey runs on, or its DATABASE_URL.`);
  return withDatabase(async (database) => {
    if (!(await hasMigrations(database))) throw new StartProblem('The database is not at this version of Latchkey: start Latchkey once, or run `npm run migrate`.');
    if (exactly && !(await isMigrated(database))) throw new StartProblem('A later version of Latchkey has migrated the database: run this command with that version.');
    await refuseWrongPepper(database.db);
    return work(database);
  });
}

/**
 * The one word that a command takes.
 * @throws StartProblem with how to call it, for none and for several.
 */
export function onlyWord(words: string[], usage: string): string {
  if (words.length !== 1 || !words[0]) throw new StartProblem(usage);
  return words[0];
}
