import path from 'node:path';
import { StartProblem } from '@/db/problems';
import { passphrase } from '@/lib/core/transfer/passphrase';
import { exportTo } from '@/lib/core/transfer/transfer';
import { countByPepper } from '@/lib/core/verification/reseal/store';
import type { Pepper } from '@/lib/env';
import { onlyWord, withExisting } from '@/lib/operator';
import { secrets } from '@/lib/secrets';

/** `npm run export -- <file>`: everything, into one file that EXPORT_PASSPHRASE opens. */
export default async function run(words: string[]): Promise<void> {
  const file = path.resolve(onlyWord(words, 'Name the file to write: npm run export -- latchkey.export'));
  const secret = passphrase();
  await withExisting(async ({ db }) => {
    const { auth, peppers } = secrets();
    await refuseMissingPepper(peppers);
    await exportTo(file, secret, db, { auth, peppers });
  }, { exactly: true });
  console.log(`Everything is in ${file}. It holds the peppers too: keep it as you keep them.`);
}

/** Without what seals them keys come to nothing. */
async function refuseMissingPepper(peppers: readonly Pepper[]): Promise<void> {
  const missing = (await countByPepper()).find(({ version }) => !peppers.some((pepper) => pepper.version === version));
  if (missing) throw new StartProblem(`KEY_PEPPER lacks version ${missing.version}, which seals ${missing.keys} of the keys: add it, or they would be good nowhere.`);
}
