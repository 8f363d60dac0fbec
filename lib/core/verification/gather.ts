import { Unavailable } from '@/db/problems';
import { once } from '@/lib/once';
import { readCredentials, type StoredCredential } from './store';

type Waiter = { resolve: (found: StoredCredential | undefined) => void; reject: (error: Error) => void };

const queries = 2;
const largestQuery = 1_000;
const mostWaiting = 10_000;

/**
 * Finds a key by the hash of its Key ID. Look-ups that arrive together share one query, and none
 * joins a query that has been sent, so that every answer was read after its look-up began.
 * @throws Unavailable when the database does not answer, or too many are waiting already.
 */
export const findCredential = (keyIdHash: string): Promise<StoredCredential | undefined> => gatherer().find(keyIdHash);

const gatherer = () => once('gatherer', () => new Gatherer());

class Gatherer {
  private waiting = new Map<string, Waiter[]>();
  private count = 0;
  private scheduled = false;
  private running = 0;

  find(keyIdHash: string): Promise<StoredCredential | undefined> {
    if (this.count >= mostWaiting) return Promise.reject(new Unavailable('too many look-ups are waiting'));
    return new Promise((resolve, reject) => {
      const waiters = this.waiting.get(keyIdHash);
      if (waiters) waiters.push({ resolve, reject });
      else this.waiting.set(keyIdHash, [{ resolve, reject }]);
      this.count++;
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.running >= queries) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.send();
    });
  }

  private async send(): Promise<void> {
    const sent = this.takeWaiting();
    this.running++;
    if (this.waiting.size > 0) this.schedule();
    try {
      const found = await readCredentials([...sent.keys()]);
      for (const key of found) {
        for (const { resolve } of sent.get(key.keyIdHash) ?? []) resolve(key);
        sent.delete(key.keyIdHash);
      }
      for (const waiters of sent.values()) for (const { resolve } of waiters) resolve(undefined);
    } catch (error) {
      const unavailable = error instanceof Unavailable ? error : new Unavailable('the look-up failed', { cause: error });
      for (const waiters of sent.values()) for (const { reject } of waiters) reject(unavailable);
    } finally {
      this.running--;
      if (this.waiting.size > 0) this.schedule();
    }
  }

  private takeWaiting(): Map<string, Waiter[]> {
    if (this.waiting.size <= largestQuery) {
      const all = this.waiting;
      this.waiting = new Map();
      this.count = 0;
      return all;
    }
    const some = new Map([...this.waiting].slice(0, largestQuery));
    for (const [hash, waiters] of some) {
      this.waiting.delete(hash);
      this.count -= waiters.length;
    }
    return some;
  }
}
