import type { Unavailable } from '@/db/problems';
import { once } from '@/lib/once';
import { Gatherer } from './gather';
import { readCredentials, type StoredCredential } from './store';
import type { Asker } from './verdict';

type Found = StoredCredential | undefined;

/** Finds a key by the hash of its Key ID, on the primary, as it is after this call began. Told without a promise: every verification comes by here. */
export const findCredential = (keyIdHash: string, asker: Asker | undefined, resolve: (found: Found) => void, reject: (error: Unavailable) => void): void =>
  gatherer().ask({ key: keyIdHash, question: null, asker, since: performance.now(), resolve, reject });

const gatherer = () =>
  once('gatherer', () => new Gatherer<null, Found>(async (sent) => {
    const found = new Map((await readCredentials([...sent.keys()])).map((key) => [key.keyIdHash, key]));
    for (const [keyIdHash, waiters] of sent) for (const { resolve } of waiters) resolve(found.get(keyIdHash));
  }));
