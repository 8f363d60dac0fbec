import { database } from '@/db/client';
import { Unavailable } from '@/db/problems';
import { queryDone, querySent } from '../metrics';

/** Someone who waits for what the next query says about a key. Neither function may throw: others of the same query wait behind it. */
export type Waiter<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (error: Unavailable) => void };

const smallestShare = 8;
const largestQuery = 1_000;
const mostWaiting = 10_000;

/**
 * Gathers questions that arrive together into one query. None joins a query that has been sent,
 * so that every answer was read after its question was asked.
 */
export class Gatherer<Q, A> {
  private waiting = new Map<string, Waiter<Q, A>[]>();
  private count = 0;
  private scheduled = false;
  private running = 0;
  private asked = 0;

  /** @param answer asks the database once about all these keys, and resolves every waiter; where it throws, all of them fail. */
  constructor(private readonly answer: (sent: Map<string, Waiter<Q, A>[]>) => Promise<void>) {}

  /** Rejects where the database does not answer, or too many are waiting already. */
  ask(key: string, waiter: Waiter<Q, A>): void {
    if (this.count >= mostWaiting) return waiter.reject(new Unavailable('too many questions are waiting'));
    const waiters = this.waiting.get(key);
    if (waiters) waiters.push(waiter);
    else this.waiting.set(key, [waiter]);
    this.count++;
    this.schedule();
  }

  private schedule(): void {
    if (this.scheduled || this.running >= database().readers) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.send();
    });
  }

  private async send(): Promise<void> {
    const sent = this.takeShare();
    const { size } = sent;
    this.running++;
    this.asked += size;
    if (this.waiting.size > 0) this.schedule();
    querySent(size);
    try {
      await this.answer(sent);
    } catch (error) {
      const unavailable = error instanceof Unavailable ? error : new Unavailable('the query failed', { cause: error });
      for (const waiters of sent.values()) for (const { reject } of waiters) reject(unavailable);
    } finally {
      queryDone();
      this.running--;
      this.asked -= size;
      if (this.waiting.size > 0) this.schedule();
    }
  }

  /** A reader's share of all that is asked: with two, the database is at work on one half while this process is on the other, and neither waits for the whole. */
  private takeShare(): Map<string, Waiter<Q, A>[]> {
    const share = Math.min(largestQuery, Math.max(smallestShare, Math.ceil((this.asked + this.waiting.size) / database().readers)));
    const taken: typeof this.waiting = new Map();
    for (const [key, waiters] of this.waiting) {
      if (taken.size === share) break;
      taken.set(key, waiters);
      this.waiting.delete(key);
      this.count -= waiters.length;
    }
    return taken;
  }
}
