import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import type { Database, Db, Values } from './client';
import { counting, newPool } from './pool';
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
export async function openEmbedded(dataDir: string, image = preparedImage): Promise<Database> {
  if (dataDir.startsWith('memory://')) return wrap(await PGlite.create(startingFrom(image)), 'memory', () => {});
  const unlock = lock(dataDir);
  try {
    return wrap(await openFolder(path.join(dataDir, 'database')), dataDir, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Whether a database was made in the folder; to look makes nothing. */
export function holdsDatabase(dataDir: string): boolean {
  const folder = path.join(dataDir, 'database');
  return existsSync(folder) && !existsSync(markOf(folder));
}

const markOf = (folder: string) => `${folder}.begun`;

function wrap(opened: PGlite, folder: string, unlock: () => void): Database {
  const main = newPool('main', 1);
  const client = counting(() => opened, ['query', 'transaction'], main);
  const db = drizzle({ client, schema });
  const ask = async (text: string, parameters: unknown[]) => (await within(deadline, client.query<Values>(text, parameters, { rowMode: 'array' }))).rows;
  return {
    kind: 'embedded',
    place: `the embedded database in ${folder}`,
    db: db as unknown as Db,
    read: ask,
    write: ask,
    count: ask,
    readers: 1,
    pools: [main],
    migrate: () => migrate(db, { migrationsFolder: path.resolve(/*turbopackIgnore: true*/ 'db/migrations') }),
    close: async () => {
      await client.close();
      unlock();
    },
  };
}

/** A first start that is killed half-way leaves the mark, and the next one begins anew. A folder without it is a database, wherever it was brought from. */
async function openFolder(folder: string): Promise<PGlite> {
  const mark = markOf(folder);
  if (existsSync(mark)) rmSync(folder, { recursive: true, force: true });
  const isThere = existsSync(folder);
  if (!isThere) writeFileSync(mark, '', { flush: true });
  mkdirSync(folder, { recursive: true });
  // PGlite lets everybody read and write what it makes in there.
  chmodSync(folder, 0o700);
  if (isThere) return PGlite.create({ dataDir: folder, startParams });
  const created = await PGlite.create({ dataDir: folder, startParams, ...startingFrom(preparedImage) });
  rmSync(mark);
  return created;
}

function startingFrom(image: string): { loadDataDir?: Blob } {
  return existsSync(image) ? { loadDataDir: new Blob([readFileSync(image)]) } : {};
}

/** PGlite takes no lock of its own, and two processes on one folder lose rows; the kernel drops this one with the process. */
function lock(dataDir: string): () => void {
  const { tryLock } = createRequire(path.resolve(/*turbopackIgnore: true*/ 'package.json'))('fs-native-extensions') as { tryLock(fd: number): boolean };
  const file = lockFile(dataDir);
  if (!tryLock(file)) {
    closeSync(file);
    throw new StartProblem(`DATA_DIR ${dataDir} is open in another Latchkey process: stop that one first, or name another DATA_DIR.`);
  }
  return () => closeSync(file);
}

function lockFile(dataDir: string): number {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return openSync(path.join(dataDir, 'lock'), 'a+', 0o600);
  } catch (error) {
    throw new StartProblem(`DATA_DIR is ${dataDir}, which cannot be made or written to (${(error as NodeJS.ErrnoException).code}): name a folder that this user may write to.`);
  }
}
