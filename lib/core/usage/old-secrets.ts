import { once } from '@/lib/once';
import { addOldSecretUses, type OldSecretUses } from './store';

type Key = { id: string; rotatedAt: string | null };

const counted = () => once('old secrets', () => new Map<string, OldSecretUses>());

/** Counts a use of the secret that a rotation left behind; written with the next batch of uses. */
export function countOldSecret({ id, rotatedAt }: Key, { address, userAgent }: { address: string | null; userAgent: string | null }): void {
  if (rotatedAt === null) return;
  const uses = { keyId: id, rotatedAt, count: 1, lastAt: Date.now(), address, userAgent };
  uses.count += counted().get(placeOf(uses))?.count ?? 0;
  counted().set(placeOf(uses), uses);
}

const placeOf = ({ keyId, rotatedAt }: OldSecretUses) => `${keyId} ${rotatedAt}`;

/** Writes what was counted; what cannot be written waits for the next time. */
export async function flushOldSecrets(): Promise<void> {
  const batch = [...counted().values()];
  counted().clear();
  for (const uses of await addOldSecretUses(batch)) {
    const later = counted().get(placeOf(uses));
    if (later) later.count += uses.count;
    else counted().set(placeOf(uses), uses);
  }
}
