import { once } from '@/lib/once';
import { Gatherer, type Waiter } from './gather';
import { takeUses, type Spent } from './rate/store';
import type { Asker } from './verdict';

/** How many uses a key has: a second, a minute, a day; null where it has no such limit. */
export type Rates = { second: number | null; minute: number | null; day: number | null };

/** What is left of one window after a use, and in how many seconds it begins anew. */
export type Window = { name: keyof Rates; limit: number; seconds: number; left: number; reset: number };

/** Whether a use was within every rate of its key. */
export type Taken = { granted: boolean; windows: Window[] };

/**
 * Counts one use against the rates of a key, exactly, however many instances ask: a use that is refused takes nothing.
 * A window begins with the first use after the one before has ended.
 * @throws Unavailable when the database does not answer.
 */
export const takeUse = (keyId: string, rates: Rates, asker?: Asker): Promise<Taken> =>
  new Promise((resolve, reject) => gatherer().ask({ key: keyId, question: rates, asker, since: performance.now(), resolve, reject }));

const gatherer = () =>
  once('rate gatherer', () => new Gatherer<Rates, Taken>(async (sent) => {
    const asked = [...sent].map(([keyId, waiters]) => ({ keyId, asked: waiters.length, ...presentOf(waiters) }));
    for (const spent of await takeUses(asked)) settle(spent, sent.get(spent.keyId)!);
  }));

/** The rates as who came last read them: one that was lowered holds for all. */
const presentOf = (waiters: Waiter<Rates, Taken>[]): Rates => waiters.at(-1)!.question;

/** Those who came first have what was granted. */
function settle(spent: Spent, waiters: Waiter<Rates, Taken>[]): void {
  const rates = presentOf(waiters);
  waiters.forEach(({ resolve }, i) => {
    const granted = i < spent.granted;
    const later = Math.max(0, spent.granted - 1 - i);
    resolve({ granted, windows: windowsOf(rates, spent, later) });
  });
}

function windowsOf(rates: Rates, spent: Spent, later: number): Window[] {
  const windows = [];
  for (const { name, seconds } of lengths) {
    const limit = rates[name];
    if (limit !== null) windows.push({ name, limit, seconds, left: Math.max(0, limit - spent[name].used + later), reset: Math.min(seconds, Math.max(1, Math.ceil(spent[name].reset))) });
  }
  return windows;
}

const lengths = [
  { name: 'second', seconds: 1 },
  { name: 'minute', seconds: 60 },
  { name: 'day', seconds: 86_400 },
] as const;
