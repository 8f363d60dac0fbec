import { once } from '@/lib/once';
import { addOldSecretUses, type OldSecretUses } from './store';

type Key = { id: string; rotatedAt: string | null };

const counted = () => once('old secrets', () => new Map<string, OldSecretUses>());

/** Counts a use of the secret that a rotation left behind; written with the next batch of uses. */
export function countOldSecret({ id, rotatedAt }: Key, { address, userAgent }: { address: string | null; userAgent: string | null }): void {
  if (rotatedAt === null) return;
  const place = `${id} ${rotatedAt}`;
  const count = (counted().get(place)?.count ?? 0) + 1;
  counted().set(place, { keyId: id, rotatedAt, count, lastAt: Date.now(), address, userAgent });
}

/** Writes what was counted; what cannot be written waits for the next time. */
export async function flushOldSecrets(): Promise<void> {
  const batch = [...counted().entries()];
  counted().clear();
  const written = await addOldSecretUses(batch.map(([, uses]) => uses));
  if (written) return;
  for (const [place, uses] of batch) {
    const later = counted().get(place);
    if (later) later.count += uses.count;
    else counted().set(place, uses);
  }
}
