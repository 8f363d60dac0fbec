import { logSeldom } from '@/lib/log';
import { once } from '@/lib/once';
import { currentPepper, seal } from '../keys/pepper';
import { replaceSeal } from './reseal/store';
import { sealOf, type Secret } from './secret';
import type { StoredCredential } from './store';

const mostAtOnce = 4;

const running = () => once('resealing', () => new Set<string>());

/** Seals a secret that was just proven good with the current pepper, off the answer's path; what is too many now waits for its next use. */
export function resealWithCurrent(which: Secret, key: StoredCredential, secret: string): void {
  const { id } = key;
  const { hash, pepperVersion } = sealOf(key, which)!;
  if (pepperVersion === currentPepper() || running().size >= mostAtOnce || running().has(id)) return;
  running().add(id);
  replaceSeal(which, id, hash, seal(secret))
    .catch((error: unknown) => logSeldom(error, 'a key keeps its old pepper until its next use'))
    .finally(() => running().delete(id));
}
