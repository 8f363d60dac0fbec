import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { Pepper } from '@/lib/env';
import { secrets } from '@/lib/secrets';

/** What is stored of a secret: HMAC-SHA-256(pepper, SHA-256(secret)) and which pepper it was. */
export type StoredSecret = { hash: string; pepperVersion: number };

/** Seals a secret with the current pepper. */
export function seal(secret: string): StoredSecret {
  const pepper = secrets().peppers[0]!;
  return { hash: hmac(pepper, secret).toString('base64url'), pepperVersion: pepper.version };
}

/** The version that new seals carry. */
export const currentPepper = (): number => secrets().peppers[0]!.version;

/** Compares in constant time; false when the pepper of that version is gone. */
export function unseals(secret: string, stored: StoredSecret): boolean {
  const pepper = secrets().peppers.find(({ version }) => version === stored.pepperVersion);
  if (!pepper) return false;
  const expected = Buffer.from(stored.hash, 'base64url');
  const actual = hmac(pepper, secret);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

const hmac = (pepper: Pepper, secret: string) => createHmac('sha256', keyOf(pepper)).update(hash('sha256', secret, 'binary'), 'binary').digest();

const keyObjects = new WeakMap<Pepper, KeyObject>();

/** Prepared once a pepper: half of an HMAC's time goes into its key. */
function keyOf(pepper: Pepper): KeyObject {
  let key = keyObjects.get(pepper);
  if (!key) keyObjects.set(pepper, (key = createSecretKey(pepper.secret, 'utf8')));
  return key;
}
