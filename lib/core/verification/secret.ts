import { unseals, type StoredSecret } from '../keys/pepper';
import type { StoredCredential } from './store';

/** The secrets that a key may have: after a rotation there are two, while its grace lasts. */
export type Secret = 'present' | 'previous';

/** What is stored of one of them; null where there is none. */
export function sealOf(key: StoredCredential, which: Secret): StoredSecret | null {
  if (which === 'present') return { hash: key.secretHash, pepperVersion: key.pepperVersion };
  return key.previousSecretHash === null ? null : { hash: key.previousSecretHash, pepperVersion: key.previousPepperVersion! };
}

/** Which of a key's secrets this is; null where it is none. */
export function whichSecret(secret: string, key: StoredCredential): Secret | null {
  for (const which of secrets) {
    const stored = sealOf(key, which);
    if (stored && unseals(secret, stored)) return which;
  }
  return null;
}

const secrets = ['present', 'previous'] as const;
