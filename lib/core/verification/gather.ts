import { database } from '@/db/client';
import { isUnavailable, Unavailable } from '@/db/problems';
import { logSeldom } from '@/lib/log';
import { queryDone, querySent } from '../metrics';
import type { Asker } from './verdict';

/** What waits for the next query to say something about a key, `since` when by `performance.now()`. Neither function may throw: others of the same query wait behind it. */
export type Waiter<Q, A> = { key: string; question: Q; asker: Asker | undefined; since: number; resolve: (answer: A) => void; reject: (error: Unavailable) => void };

// Fewer are not worth a query of their own: up to a dozen keys, most of its cost is what any query costs.
const smallestShare = 16;
const largestQuery = 1_000;
const mostWaiting = 10_000;
// Milliseconds: then a query would come too late to be of use.
const longestWait = 1_000;

function turnAway({ reject }: Pick<Waiter<unknown, unknown>, 'reject'>): void {
  const unavailable = new Unavailable('too many questions are waiting');
  logSeldom(unavailable, 'verification is unavailable: the database does not keep up');
  reject(unavailable);
}

/**
 * Gathers questions that arrive together into one query. None joins a query that has been sent,
 * so that every answer was read after its question was asked.
 */
export class Gatherer<Q, A> {
  // An array: the tables that a long-lived Map has grown out of keep in memory who waited in them.
  private waiting: Waiter<Q, A>[] = [];
  private scheduled = false;
  private running = 0;
  private asked = 0;

  /** @param answer asks the database once about all these keys, and resolves every waiter; where it throws, all of them fail. */
  constructor(private readonly answer: (sent: Map<string, Waiter<Q, A>[]>) => Promise<void>) {}

  /** Rejects where the database does not answer, or too many are waiting already, or for too long; does neither where nobody waits for it any more. */
  ask(waiter: Waiter<Q, A>): void {
    if (this.waiting.length >= mostWaiting) return turnAway(waiter);
    this.waiting.push(waiter);
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
    if (size === 0) return;
    this.running++;
    this.asked += size;
    if (this.waiting.length > 0) this.schedule();
    querySent(size);
    try {
      await this.answer(sent);
    } catch (error) {
      logSeldom(error, 'verification is unavailable: a query failed');
      const unavailable = isUnavailable(error) ? (error as Unavailable) : new Unavailable('the query failed', { cause: error });
      for (const waiters of sent.values()) for (const { reject } of waiters) reject(unavailable);
    } finally {
      queryDone();
      this.running--;
      this.asked -= size;
      if (this.waiting.length > 0) this.schedule();
    }
  }

  /** A reader's share of all that is asked, so that the database works on one half while this process works on the other. */
  private takeShare(): Map<string, Waiter<Q, A>[]> {
    const share = Math.min(largestQuery, Math.max(smallestShare, Math.ceil((this.asked + this.waiting.length) / database().readers)));
    const taken = new Map<string, Waiter<Q, A>[]>();
    const late = performance.now() - longestWait;
    let count = 0;
    for (const waiter of this.waiting) {
      const same = taken.get(waiter.key);
      if (!same && taken.size === share) break;
      count++;
      if (waiter.asker?.destroyed) continue;
      if (waiter.since < late) turnAway(waiter);
      else if (same) same.push(waiter);
      else taken.set(waiter.key, [waiter]);
    }
    this.waiting.splice(0, count);
    return taken;
  }
}
