import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { StartProblem } from '@/db/problems';
import { passphrase } from '@/lib/core/transfer/passphrase';
import { importFrom, secretsIn, type CarriedSecrets } from '@/lib/core/transfer/transfer';
import { environment } from '@/lib/env';
import { onlyWord, withDatabase } from '@/lib/operator';
import { pepperFile } from '@/lib/secrets';
import { migrated } from '@/lib/start';

/** `npm run import -- <file>`: fills an empty database with an export; its secrets come along. */
export default async function run(words: string[]): Promise<void> {
  const file = path.resolve(onlyWord(words, 'Name the file to read: npm run import -- latchkey.export'));
  const secret = passphrase();
  const carried = await secretsIn(file, secret);
  const peppers = carried.peppers.map((pepper) => `${pepper.version}:${pepper.secret}`).join(',');
  process.env.KEY_PEPPER ||= peppers;
  process.env.AUTH_SECRET ||= carried.auth;
  refuseOtherPeppers(carried, environment().KEY_PEPPER!);
  let told = '';
  await withDatabase(async (database) => {
    await migrated(database, environment());
    // The secrets are in their place before the rows are committed: rows without them are worth nothing.
    await importFrom(file, secret, database.db, () => void (told = environment().DATABASE_URL ? beside(file, peppers, carried.auth) : kept(peppers, carried.auth)));
  });
  console.log(`Everything is imported. ${told}`);
}

/** With another pepper no key would be good. */
function refuseOtherPeppers({ peppers }: CarriedSecrets, given: CarriedSecrets['peppers']): void {
  const missing = peppers.find(({ version, secret }) => given.find((pepper) => pepper.version === version)?.secret !== secret);
  if (missing) throw new StartProblem(`KEY_PEPPER lacks version ${missing.version} of the export, or has another: unset it, or add what the export has.`);
}

function beside(file: string, peppers: string, auth: string): string {
  writeSecret(`${file}.env`, `KEY_PEPPER=${peppers}\nAUTH_SECRET=${auth}\n`);
  return `Start Latchkey with the KEY_PEPPER and AUTH_SECRET in ${file}.env, and delete that file.`;
}

function kept(peppers: string, auth: string): string {
  const { DATA_DIR } = environment();
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 });
  writeSecret(pepperFile(), peppers);
  writeSecret(path.join(DATA_DIR, 'auth_secret'), auth);
  return `Its secrets are in ${DATA_DIR}.`;
}

/** A file of this user's alone, whatever was there before. */
function writeSecret(file: string, content: string): void {
  try {
    rmSync(file, { force: true });
    writeFileSync(file, content, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw new StartProblem(`${file}, which is to hold the secrets, cannot be written (${(error as NodeJS.ErrnoException).code}); nothing is imported.`);
  }
}
