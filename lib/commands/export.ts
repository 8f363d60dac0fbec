import path from 'node:path';
import { passphrase } from '@/lib/core/transfer/passphrase';
import { exportTo } from '@/lib/core/transfer/transfer';
import { onlyWord, withExisting } from '@/lib/operator';
import { secrets } from '@/lib/secrets';

/** `npm run export -- <file>`: everything, into one file that EXPORT_PASSPHRASE opens. */
export default async function run(words: string[]): Promise<void> {
  const file = path.resolve(onlyWord(words, 'Name the file to write: npm run export -- latchkey.export'));
  const secret = passphrase();
  await withExisting(({ db }) => {
    const { auth, peppers } = secrets();
    return exportTo(file, secret, db, { auth, peppers });
  });
  console.log(`Everything is in ${file}. It holds the peppers too: keep it as you keep them.`);
}
