import { randomUUID } from 'node:crypto';
import { log } from '@/lib/log';
import { once } from '@/lib/once';
import { flushOldSecrets } from './old-secrets';
import { addUses, type Flush, type Uses } from './store';

// Milliseconds. All of a second written at once would hold up the answers beside it.
const delay = 20;
const retry = 1_000;
const rest = 10_000;
// Of the keys that are due, what is written at a time: so many, or that share if it is more; while nobody asks, as many as the database surely writes in a second.
const fewest = 20;
const share = delay / 30_000;
const most = 250;
const dayLength = 86_400_000;

/** A key's uses on a day. What `count` says is not written yet; `writtenAt` is by the clock that nobody sets. */
type Counted = Uses & { day: number; writtenAt: number };

/** A flush on its way: until it is known to be written it is sent again as it was, for it may have been. */
type Sending = Flush & { counted: Counted[] };

/** Each of `days` stands in `due` (for the next writing), or in `resting` (in the order of their last writing), or in `sending`. */
type Buffer = {
  process: string;
  flushes: number;
  days: Map<number, Map<string, Counted>>;
  due: Counted[];
  sending: Sending | null;
  resting: Counted[];
  used: boolean;
  timer: NodeJS.Timeout | undefined;
  writing: Promise<void>;
};

const buffer = () =>
  once<Buffer>('usage', () => ({ process: randomUUID(), flushes: 0, days: new Map(), due: [], sending: null, resting: [], used: false, timer: undefined, writing: Promise.resolve() }));

/**
 * Counts a use of a key, to be written off the path of the answer: at once where the key was not written lately,
 * and otherwise ten seconds after it was. So a busy key costs the database little, and the first use of one shows directly.
 * Where very many are due they are written over half a minute: verification needs the same database meanwhile.
 */
export function countUse(keyId: string, address: string | null, userAgent: string | null): void {
  const state = buffer();
  const now = Date.now();
  const counted = countedOn(state, Math.floor(now / dayLength), keyId);
  counted.count++;
  counted.lastAt = now;
  counted.address = address;
  counted.userAgent = userAgent;
  state.used = true;
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
  let written = await sent(state);
  const due = written ? take(state, until) : [];
  while (written && due.length > 0) {
    const counted = due.splice(0, most);
    state.sending = { process: state.process, number: ++state.flushes, uses: counted.map(usesOf), counted };
    written = await sent(state);
  }
  // Not always: of a hundred thousand it would be a copy each time, and another for the next that comes.
  if (due.length > 0) state.due = [...state.due, ...due];
  clearTimeout(state.timer);
  state.timer = undefined;
  if (state.due.length + state.resting.length > 0 || state.sending) wake(state, written ? delay : retry);
}

const usesOf = ({ keyId, count, lastAt, address, userAgent }: Counted): Uses => ({ keyId, count, lastAt, address, userAgent });

/** Takes out what is to be written now. */
function take(state: Buffer, until: number): Counted[] {
  wakeRested(state, until);
  if (until === Infinity) return state.due.splice(0);
  const many = state.used ? Math.max(fewest, Math.ceil(state.due.length * share)) : most;
  state.used = false;
  return state.due.splice(0, many);
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

/** Sends what is on its way, if anything is; false when nobody knows whether it was written. */
async function sent(state: Buffer): Promise<boolean> {
  const { sending } = state;
  if (!sending) return true;
  if (!(await addUses(sending))) return false;
  for (const [i, counted] of sending.counted.entries()) {
    counted.count -= sending.uses[i]!.count;
    counted.writtenAt = performance.now();
  }
  state.resting.push(...sending.counted);
  state.sending = null;
  return true;
}
