import { once } from '@/lib/once';
import { Gatherer } from './gather';
import { readCredentials, type StoredCredential } from './store';

/**
 * Finds a key by the hash of its Key ID, on the primary, as it is after this call began.
 * @throws Unavailable when the database does not answer, or too many are waiting already.
 */
export const findCredential = (keyIdHash: string): Promise<StoredCredential | undefined> => gatherer().ask(keyIdHash, null);

const gatherer = () =>
  once('gatherer', () => new Gatherer<null, StoredCredential | undefined>(async (sent) => {
    const found = await readCredentials([...sent.keys()]);
    for (const key of found) {
      for (const { resolve } of sent.get(key.keyIdHash) ?? []) resolve(key);
      sent.delete(key.keyIdHash);
    }
    for (const waiters of sent.values()) for (const { resolve } of waiters) resolve(undefined);
  }));
