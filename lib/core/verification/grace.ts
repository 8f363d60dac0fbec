import { once } from '@/lib/once';
import { writeGrace } from './store';

const beginning = () => once('graces that begin', () => new Map<string, Promise<boolean>>());

/**
 * Starts the grace of a key's previous secret; before the answer to the request that first used the present one.
 * All who use it just then wait for one write: where somebody holds the key, those of others need the other connection.
 * False where the secret is the key's present one no more. @throws Unavailable when that cannot be written.
 */
export function beginGrace(keyId: string, secretHash: string): Promise<boolean> {
  const place = `${keyId} ${secretHash}`;
  let begun = beginning().get(place);
  if (!begun) beginning().set(place, (begun = writeGrace(keyId, secretHash).finally(() => beginning().delete(place))));
  return begun;
}
