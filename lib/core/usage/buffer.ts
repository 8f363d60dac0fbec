import { log } from '@/lib/log';
import { once } from '@/lib/once';
import { flushOldSecrets } from './old-secrets';
import { addUses, batchSize, type Uses } from './store';

// Milliseconds. All of a second written at once would hold up the answers beside it.
const delay = 100;
const retry = 1_000;
const rest = 10_000;
// Of the keys that are due, what is written at a time: so many, or that share if it is more.
const fewest = 100;
const share = delay / rest;
const dayLength = 86_400_000;

/** A key's uses on a day. What `count` says is not written yet; `writtenAt` is by the clock that nobody sets. */
type Counted = Uses & { day: number; writtenAt: number };

/** Each of `days` stands in `due` (for the next writing), or in `resting` (in the order of their last writing), or is being written. */
type Buffer = { days: Map<number, Map<string, Counted>>; due: Counted[]; resting: Counted[]; timer: NodeJS.Timeout | undefined; writing: Promise<void> };

const buffer = () => once<Buffer>('usage', () => ({ days: new Map(), due: [], resting: [], timer: undefined, writing: Promise.resolve() }));

/**
 * Counts a use of a key, to be written off the path of the answer: a tenth of a second later where the key was not written lately,
 * and otherwise ten seconds after it was. So a busy key costs the database little, and the first use of one shows directly.
 * Where many are due at once they are written over some ten seconds: verification needs the same database meanwhile.
 */
export function countUse(keyId: string, address: string | null, userAgent: string | null): void {
  const state = buffer();
  const now = Date.now();
  const counted = countedOn(state, Math.floor(now / dayLength), keyId);
  counted.count++;
  counted.lastAt = now;
  counted.address = address;
  counted.userAgent = userAgent;
  wake(state);
}

/** Writes all that was counted so far; on shutdown nothing is lost. What cannot be written is kept for the next time. */
export const flushUses = (): Promise<void> => write(Infinity);

/** How many keys have uses that are not yet written. */
export function usesWaiting(): number {
  let waiting = 0;
  for (const day of buffer().days.values()) for (const { count } of day.values()) if (count > 0) waiting++;
  return waiting;
}

function countedOn(state: Buffer, day: number, keyId: string): Counted {
  let keys = state.days.get(day);
  if (!keys) state.days.set(day, (keys = new Map()));
  let counted = keys.get(keyId);
  if (!counted) {
    counted = { keyId, day, count: 0, lastAt: 0, address: null, userAgent: null, writtenAt: 0 };
    keys.set(keyId, counted);
    state.due.push(counted);
  }
  return counted;
}

function wake(state: Buffer, after = delay): void {
  state.timer ??= setTimeout(() => void write(performance.now() - rest), after).unref();
}

/** Writes of what is due, and rests since `until` or longer; one flush after the other. */
function write(until: number): Promise<void> {
  const state = buffer();
  state.writing = state.writing.then(() => writeDue(state, until)).catch((error: unknown) => log().error({ err: error }, 'usage was not written'));
  return state.writing;
}

/** The timer stands until the writing is over: uses that come meanwhile do not hasten the next try. */
async function writeDue(state: Buffer, until: number): Promise<void> {
  await flushOldSecrets();
  const due = take(state, until);
  let written = true;
  while (written && due.length > 0) written = await writeSome(state, due.splice(0, batchSize));
  // Not always: of a hundred thousand it would be a copy each tenth of a second, and another for the next that comes.
  if (due.length > 0) state.due = [...state.due, ...due];
  clearTimeout(state.timer);
  state.timer = undefined;
  if (state.due.length + state.resting.length > 0) wake(state, written ? delay : retry);
}

/** In one order everywhere, for instances that write the same rows. */
function take(state: Buffer, until: number): Counted[] {
  wakeRested(state, until);
  const most = until === Infinity ? Infinity : Math.max(fewest, Math.ceil(state.due.length * share));
  return state.due.splice(0, most).toSorted((a, b) => (a.keyId < b.keyId || (a.keyId === b.keyId && a.day < b.day) ? -1 : 1));
}

/** What has rested is due; a key without a use since it was written is forgotten. */
function wakeRested(state: Buffer, until: number): void {
  const stillResting = state.resting.findIndex(({ writtenAt }) => writtenAt > until);
  for (const counted of state.resting.splice(0, stillResting === -1 ? Infinity : stillResting)) {
    if (counted.count > 0) state.due.push(counted);
    else forget(state, counted);
  }
}

function forget({ days }: Buffer, { day, keyId }: Counted): void {
  const keys = days.get(day)!;
  keys.delete(keyId);
  if (keys.size === 0) days.delete(day);
}

/** False when it cannot be written: then it stays due. */
async function writeSome(state: Buffer, some: Counted[]): Promise<boolean> {
  const sent = some.map(({ count }) => count);
  const written = await addUses(some);
  if (!written) {
    state.due.push(...some);
    return false;
  }
  for (const [i, counted] of some.entries()) {
    counted.count -= sent[i]!;
    counted.writtenAt = performance.now();
  }
  state.resting.push(...some);
  return true;
}
