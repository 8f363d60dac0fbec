import { Unavailable } from '@/db/problems';
import { queryDone, querySent } from '../metrics';

/** Someone who waits for what the next query says about a key. Neither function may throw: others of the same query wait behind it. */
export type Waiter<Q, A> = { question: Q; resolve: (answer: A) => void; reject: (error: Unavailable) => void };

const queries = 2;
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
    querySent(sent.size);
    try {
      await this.answer(sent);
    } catch (error) {
      const unavailable = error instanceof Unavailable ? error : new Unavailable('the query failed', { cause: error });
      for (const waiters of sent.values()) for (const { reject } of waiters) reject(unavailable);
    } finally {
      queryDone();
      this.running--;
      if (this.waiting.size > 0) this.schedule();
    }
  }

  private takeWaiting(): Map<string, Waiter<Q, A>[]> {
    if (this.waiting.size <= largestQuery) {
      const all = this.waiting;
      this.waiting = new Map();
      this.count = 0;
      return all;
    }
    const some = new Map([...this.waiting].slice(0, largestQuery));
    for (const [key, waiters] of some) {
      this.waiting.delete(key);
      this.count -= waiters.length;
    }
    return some;
  }
}
