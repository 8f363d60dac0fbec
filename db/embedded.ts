import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import type { Database, Db, Row } from './client';
import { StartProblem, within } from './problems';
import * as schema from './schema';

/** Where the build leaves an initialized, migrated data folder: starting from it takes half the memory. */
export const preparedImage = path.resolve(/*turbopackIgnore: true*/ 'dist/database.tgz');

const deadline = 1_000;
// PGlite turns fsync off with -F.
const startParams = PGlite.defaultStartParams.filter((parameter) => parameter !== '-F');

/**
 * PostgreSQL inside this process, in the folder, or in memory for `memory://`.
 * @throws StartProblem when another process has the folder open.
 */
export async function openEmbedded(dataDir: string): Promise<Database> {
  if (dataDir.startsWith('memory://')) return wrap(await PGlite.create({ ...image() }), () => {});
  const unlock = lock(dataDir);
  try {
    return wrap(await openFolder(path.join(dataDir, 'database')), unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

function wrap(client: PGlite, unlock: () => void): Database {
  const db = drizzle({ client, schema });
  return {
    kind: 'embedded',
    db: db as unknown as Db,
    read: async (text, parameters) => (await within(deadline, client.query<Row>(text, parameters))).rows,
    migrate: () => migrate(db, { migrationsFolder: path.resolve(/*turbopackIgnore: true*/ 'db/migrations') }),
    close: async () => {
      await client.close();
      unlock();
    },
  };
}

async function openFolder(folder: string): Promise<PGlite> {
  if (!existsSync(folder)) await createFolder(folder);
  return PGlite.create({ dataDir: folder, startParams });
}

/** Beside, then renamed: a first start that is killed half-way leaves no half a database. */
async function createFolder(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  const created = await PGlite.create({ dataDir: draft, startParams, ...image() });
  await created.close();
  renameSync(draft, folder);
}

function image(): { loadDataDir?: Blob } {
  return existsSync(preparedImage) ? { loadDataDir: new Blob([readFileSync(preparedImage)]) } : {};
}

/** PGlite takes no lock of its own, and two processes on one folder lose rows; the kernel drops this one with the process. */
function lock(dataDir: string): () => void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartProblem(`DATA_DIR is ${dataDir}, which cannot be made (${(error as NodeJS.ErrnoException).code}): name a folder that this user may write to.`);
  }
  const { tryLock } = createRequire(path.resolve(/*turbopackIgnore: true*/ 'package.json'))('fs-native-extensions') as { tryLock(fd: number): boolean };
  const file = openSync(path.join(dataDir, 'lock'), 'a+', 0o600);
  if (!tryLock(file)) {
    closeSync(file);
    throw new StartProblem(`DATA_DIR ${dataDir} is open in another Latchkey process: stop that one, or give this one a DATA_DIR or a DATABASE_URL of its own.`);
  }
  return () => closeSync(file);
}
