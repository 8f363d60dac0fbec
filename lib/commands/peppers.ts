import { openDatabase } from '@/db/client';
import { countByPepper } from '@/lib/core/verification/reseal/store';
import { environment } from '@/lib/env';
import { secrets } from '@/lib/secrets';

/** `npm run peppers`: how many keys each version of the pepper still seals; a version that seals none can go. */
export default async function run(): Promise<void> {
  const { DATABASE_URL: url, DATABASE_POOLER: pooler, DATA_DIR: dataDir } = environment();
  const { peppers } = secrets();
  const database = await openDatabase({ url, pooler, dataDir });
  const counted = await countByPepper();
  await database.close();
  for (const version of new Set([...peppers.map((pepper) => pepper.version), ...counted.map((count) => count.version)])) {
    const state = version === peppers[0]!.version ? 'current' : peppers.some((pepper) => pepper.version === version) ? 'old' : 'MISSING from KEY_PEPPER';
    console.log(`pepper ${version} (${state}): ${counted.find((count) => count.version === version)?.keys ?? 0} keys`);
  }
}
