import type { Caller } from './access';
import { Refusal } from './refusal';

/** How the thing that an operation changes is read, undefined where there is none; and how it is held, where the operation's own lock does not hold it. */
export type Thing<F> = { read: (found: F) => Promise<unknown>; hold?: (found: F) => Promise<unknown> };

/**
 * Judges a caller's condition under the lock. A thing that is not there is left to the operation to miss; an operation without one meets no condition.
 * @throws Refusal `stale`
 */
export async function judge<F>(thing: Thing<F> | undefined, onlyIf: NonNullable<Caller['onlyIf']>, found: F): Promise<void> {
  if (!thing) throw new Refusal('stale');
  await thing.hold?.(found);
  const now = await thing.read(found);
  if (now !== undefined && !onlyIf(now)) throw new Refusal('stale');
}
