import { hash, timingSafeEqual } from 'node:crypto';
import type { Pepper } from '@/lib/env';
import { secrets } from '@/lib/secrets';
import { hmacSha256 } from './hmac';

/** What is stored of a secret: HMAC-SHA-256(pepper, SHA-256(secret)) and which pepper it was. */
export type StoredSecret = { hash: string; pepperVersion: number };

/** Seals a secret with the current pepper. */
export function seal(secret: string): StoredSecret {
  const pepper = secrets().peppers[0]!;
  return { hash: sealed(secret, pepper), pepperVersion: pepper.version };
}

/** The version that new seals carry. */
export const currentPepper = (): number => secrets().peppers[0]!.version;

/** Compares in constant time; false when the pepper of that version is gone. */
export function unseals(secret: string, stored: StoredSecret): boolean {
  const pepper = secrets().peppers.find(({ version }) => version === stored.pepperVersion);
  if (!pepper) return false;
  const expected = Buffer.from(stored.hash);
  const actual = Buffer.from(sealed(secret, pepper));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const sealers = new WeakMap<Pepper, (message: string) => string>();

function sealed(secret: string, pepper: Pepper): string {
  let sealer = sealers.get(pepper);
  if (!sealer) sealers.set(pepper, (sealer = hmacSha256(pepper.secret)));
  return sealer(hash('sha256', secret, 'binary'));
}
