import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { secrets } from '@/lib/secrets';

/** What is stored of a secret: HMAC-SHA-256(pepper, SHA-256(secret)) and which pepper it was. */
export type StoredSecret = { hash: string; pepperVersion: number };

/** Seals a secret with the current pepper. */
export function seal(secret: string): StoredSecret {
  const pepper = secrets().peppers[0]!;
  return { hash: hmac(pepper.secret, secret).toString('base64url'), pepperVersion: pepper.version };
}

/** Compares in constant time; false when the pepper of that version is gone. */
export function unseals(secret: string, stored: StoredSecret): boolean {
  const pepper = secrets().peppers.find(({ version }) => version === stored.pepperVersion);
  if (!pepper) return false;
  const expected = Buffer.from(stored.hash, 'base64url');
  const actual = hmac(pepper.secret, secret);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const hmac = (pepper: string, secret: string) => createHmac('sha256', pepper).update(createHash('sha256').update(secret).digest()).digest();
