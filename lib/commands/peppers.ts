import { countByPepper } from '@/lib/core/verification/reseal/store';
import { withExisting } from '@/lib/operator';
import { secrets } from '@/lib/secrets';

/** `npm run peppers`: how many keys each version of the pepper still seals; a version that seals none can go. */
export default async function run(): Promise<void> {
  const counted = await withExisting(countByPepper);
  const { peppers } = secrets();
  for (const version of new Set([...peppers.map((pepper) => pepper.version), ...counted.map((count) => count.version)])) {
    const state = version === peppers[0]!.version ? 'current' : peppers.some((pepper) => pepper.version === version) ? 'old' : 'MISSING from KEY_PEPPER';
    console.log(`pepper ${version} (${state}): ${counted.find((count) => count.version === version)?.keys ?? 0} keys`);
  }
}
