import type { Db } from '@/db/client';
import { StartProblem } from '@/db/problems';
import type { Pepper } from '@/lib/env';
import { oneSetUpAtATime } from '../accounts/store';
import { readSealed, writeSealed } from './file';
import { forgetBeginnings, isEmpty, migrationsOf, readTable, tables, writeRows, type Table } from './store';

export type CarriedSecrets = { auth: string; peppers: Pepper[] };

type Head = { migrations: string[]; tables: Table[]; secrets: CarriedSecrets };

/** Writes everything, secrets included, as it is at one instant, into a file that the passphrase opens. */
export async function exportTo(file: string, passphrase: string, db: Db, secrets: CarriedSecrets): Promise<void> {
  await db.transaction((transaction) => writeSealed(file, passphrase, everything(transaction as unknown as Db, secrets)), { isolationLevel: 'repeatable read', accessMode: 'read only' });
}

async function* everything(db: Db, secrets: CarriedSecrets): AsyncGenerator<string> {
  const all = await tables(db);
  yield JSON.stringify({ migrations: await migrationsOf(db), tables: all, secrets } satisfies Head);
  for (const table of all) {
    yield JSON.stringify(table.name);
    for await (const rows of readTable(db, table)) yield rows;
  }
}

/** The secrets that an export carries, its passphrase proven. */
export async function secretsIn(file: string, passphrase: string): Promise<CarriedSecrets> {
  let head: Head | null = null;
  await readSealed(file, passphrase, async (line) => void (head ??= JSON.parse(line) as Head));
  return head!.secrets;
}

/**
 * Fills an empty, migrated database with what an export holds: all of it or nothing.
 * @param last runs before the commit; where it throws, nothing is brought in.
 * @throws StartProblem when the database is not empty, or stands at other migrations.
 */
export async function importFrom(file: string, passphrase: string, db: Db, last: () => void = () => {}): Promise<void> {
  await db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    await oneSetUpAtATime(tx);
    if (!(await isEmpty(tx))) throw new StartProblem('The database is in use already: import into a new one.');
    await forgetBeginnings(tx);
    let head: Head | null = null;
    let table: Table | undefined;
    await readSealed(file, passphrase, async (line) => {
      if (!head) await sameMigrations(tx, (head = JSON.parse(line) as Head));
      else if (line.startsWith('"')) table = head.tables.find(({ name }) => name === JSON.parse(line));
      else await writeRows(tx, table!, line);
    });
    last();
  });
}

async function sameMigrations(db: Db, head: Head): Promise<void> {
  const here = await migrationsOf(db);
  if (here.join() !== head.migrations.join()) throw new StartProblem('The export was made by another version of Latchkey: export and import with the same one, then update.');
}
