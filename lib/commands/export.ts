import { openDatabase } from '@/db/client';
import { StartProblem } from '@/db/problems';
import { exportTo } from '@/lib/core/transfer/transfer';
import { environment } from '@/lib/env';
import { secrets } from '@/lib/secrets';
import { passphrase } from '@/lib/core/transfer/passphrase';

/** `npm run export -- <file>`: everything, into one file that EXPORT_PASSPHRASE opens. */
export default async function run([file]: string[]): Promise<void> {
  if (!file) throw new StartProblem('Name the file to write: npm run export -- latchkey.export');
  const { DATABASE_URL: url, DATABASE_POOLER: pooler, DATA_DIR: dataDir } = environment();
  const { auth, peppers } = secrets();
  const secret = passphrase();
  const database = await openDatabase({ url, pooler, dataDir });
  try {
    await exportTo(file, secret, database.db, { auth, peppers });
  } finally {
    await database.close();
  }
  console.log(`Everything is in ${file}. It holds the peppers too: keep it as you keep them.`);
}
