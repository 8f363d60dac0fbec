import type { Unavailable } from '@/db/problems';
import { once } from '@/lib/once';
import { Gatherer } from './gather';
import { readCredentials, type StoredCredential } from './store';

type Found = StoredCredential | undefined;

/** Finds a key by the hash of its Key ID, on the primary, as it is after this call began. Told without a promise: every verification comes by here. */
export const findCredential = (keyIdHash: string, resolve: (found: Found) => void, reject: (error: Unavailable) => void): void =>
  gatherer().ask({ key: keyIdHash, question: null, resolve, reject });

const gatherer = () =>
  once('gatherer', () => new Gatherer<null, Found>(async (sent) => {
    const found = await readCredentials([...sent.keys()]);
    for (const key of found) {
      for (const { resolve } of sent.get(key.keyIdHash) ?? []) resolve(key);
      sent.delete(key.keyIdHash);
    }
    for (const waiters of sent.values()) for (const { resolve } of waiters) resolve(undefined);
  }));
