import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openDatabase } from '@/db/client';
import { StartProblem } from '@/db/problems';
import { importFrom, secretsIn, type CarriedSecrets } from '@/lib/core/transfer/transfer';
import { environment } from '@/lib/env';
import { passphrase } from '@/lib/core/transfer/passphrase';

/** `npm run import -- <file>`: fills an empty database with an export; its secrets come along. */
export default async function run([file]: string[]): Promise<void> {
  if (!file) throw new StartProblem('Name the file to read: npm run import -- latchkey.export');
  const secret = passphrase();
  const carried = await secretsIn(file, secret);
  const peppers = carried.peppers.map((pepper) => `${pepper.version}:${pepper.secret}`).join(',');
  process.env.KEY_PEPPER ||= peppers;
  process.env.AUTH_SECRET ||= carried.auth;
  const { DATABASE_URL: url, DATABASE_POOLER: pooler, MIGRATION_DATABASE_URL: migrationUrl, DATA_DIR: dataDir, KEY_PEPPER: given } = environment();
  refuseOtherPeppers(carried, given!);
  const database = await openDatabase({ url, migrationUrl, pooler, dataDir });
  try {
    await database.migrate();
    await importFrom(file, secret, database.db);
  } finally {
    await database.close();
  }
  console.log(`Everything is imported. ${url ? settings(file, peppers, carried.auth) : kept(dataDir, peppers, carried.auth)}`);
}

/** With another pepper no key would be good. */
function refuseOtherPeppers({ peppers }: CarriedSecrets, given: CarriedSecrets['peppers']): void {
  const missing = peppers.find(({ version, secret }) => given.find((pepper) => pepper.version === version)?.secret !== secret);
  if (missing) throw new StartProblem(`KEY_PEPPER lacks version ${missing.version} of the export, or has another: unset it, or add what the export has.`);
}

function settings(file: string, peppers: string, auth: string): string {
  const beside = `${file}.env`;
  writeFileSync(beside, `KEY_PEPPER=${peppers}\nAUTH_SECRET=${auth}\n`, { mode: 0o600 });
  return `Start Latchkey with the KEY_PEPPER and AUTH_SECRET in ${beside}, and delete that file.`;
}

function kept(dataDir: string, peppers: string, auth: string): string {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataDir, 'key_pepper'), peppers, { mode: 0o600 });
  writeFileSync(path.join(dataDir, 'auth_secret'), auth, { mode: 0o600 });
  return `Its secrets are in ${dataDir}.`;
}
