import { randomUUID } from 'node:crypto';
import { log } from '@/lib/log';
import { once } from '@/lib/once';
import { Queue } from './queue';
import { addUses, outcomeOf, type Flush, type Outcome, type Uses } from './store';

// Milliseconds. All of a second written at once would hold up the answers beside it.
const delay = 20;
const retry = 1_000;
const rest = 10_000;
// Of the keys that are due, what is written at a time: so many, or that share if it is more; while nobody asks, as many as the database surely writes in a second.
const fewest = 20;
const share = delay / 30_000;
const most = 250;
const mostRefused = 20;
const longestAgent = 200;
const dayLength = 86_400_000;
const noDay = -1;

/** A key's uses on a day, or all those of an old secret. What `count` says is not written yet; `writtenAt` is by the clock that nobody sets. */
type Counted = Uses & { day: number; writtenAt: number };

/** A flush on its way: nothing else is sent until it is known what became of it. */
type Sending = Flush & { counted: Counted[] };

/** Each of `days` stands in `due` (for the next writing), or in `resting` (in the order of their last writing), or in `sending`; `largest` is how many go together. */
type Counts = {
  process: string;
  flushes: number;
  days: Map<number, Map<string, Counted>>;
  due: Queue<Counted>;
  sending: Sending | null;
  resting: Queue<Counted>;
  largest: number;
  used: boolean;
  timer: NodeJS.Timeout | undefined;
  busy: boolean;
  writing: Promise<void>;
  flushing: Promise<void> | null;
};

const buffer = () =>
  once<Counts>('usage', () => ({
    process: randomUUID(), flushes: 0, days: new Map(), due: new Queue(), sending: null, resting: new Queue(),
    largest: most, used: false, timer: undefined, busy: false, writing: Promise.resolve(), flushing: null,
  }));

/**
 * Counts a use of a key, to be written off the path of the answer: at once where the key was not written lately,
 * and otherwise ten seconds after it was. So a busy key costs the database little, and the first use of one shows directly.
 * Where very many are due a thirtieth of them is written a second: verification needs the same database meanwhile.
 */
export function countUse(keyId: string, address: string | null, userAgent: string | null): void {
  count(keyId, null, address, userAgent);
}

/** Counts a use of the secret that a rotation left behind, in the same way; `rotatedAt` tells which. */
export function countOldSecret(keyId: string, rotatedAt: string, address: string | null, userAgent: string | null): void {
  count(keyId, rotatedAt, address, userAgent);
}

/** Writes all that was counted so far. What cannot be written is kept for the next time. */
export function flushUses(): Promise<void> {
  const state = buffer();
  state.flushing ??= write(Infinity, () => void (state.flushing = null));
  return state.flushing;
}

/** How many keys have uses that are not yet written; one counts again for each day, and for its old secret. */
export function usesWaiting(): number {
  let waiting = 0;
  for (const day of buffer().days.values()) for (const { count } of day.values()) if (count > 0) waiting++;
  return waiting;
}

function count(keyId: string, rotatedAt: string | null, address: string | null, userAgent: string | null): void {
  const state = buffer();
  const now = Date.now();
  const counted = countedOn(state, rotatedAt === null ? Math.floor(now / dayLength) : noDay, keyId, rotatedAt);
  counted.count++;
  counted.lastAt = now;
  counted.address = address;
  if (counted.userAgent !== userAgent) counted.userAgent = shortened(userAgent);
  state.used = true;
  wake(state);
}

/** As much as is stored; a copy, for a part would keep the whole in memory. */
function shortened(userAgent: string | null): string | null {
  if (userAgent === null || userAgent.length <= longestAgent) return userAgent;
  return Buffer.from(userAgent.slice(0, longestAgent)).toString();
}

function countedOn(state: Counts, day: number, keyId: string, rotatedAt: string | null): Counted {
  let places = state.days.get(day);
  if (!places) state.days.set(day, (places = new Map()));
  const place = placeOf(keyId, rotatedAt);
  let counted = places.get(place);
  if (!counted) {
    counted = { keyId, rotatedAt, day, count: 0, lastAt: 0, address: null, userAgent: null, writtenAt: 0 };
    places.set(place, counted);
    state.due.add(counted);
  }
  return counted;
}

const placeOf = (keyId: string, rotatedAt: string | null) => (rotatedAt === null ? keyId : `${keyId} ${rotatedAt}`);

/** Not while something is being written: uses that come meanwhile do not hasten the next try. */
function wake(state: Counts, after = delay): void {
  if (!state.busy) state.timer ??= setTimeout(() => void write(performance.now() - rest), after).unref();
}

/** Writes of what is due, and rests since `until` or longer; one writing after the other. */
function write(until: number, begun = () => {}): Promise<void> {
  const state = buffer();
  state.writing = state.writing.then(() => (begun(), writeDue(state, until))).catch((error: unknown) => log().error({ err: error }, 'usage was not written'));
  return state.writing;
}

async function writeDue(state: Counts, until: number): Promise<void> {
  clearTimeout(state.timer);
  state.timer = undefined;
  state.busy = true;
  let written = false;
  try {
    written = await writeSome(state, until);
  } finally {
    state.busy = false;
    if (state.due.length + state.resting.length > 0 || state.sending) wake(state, written ? delay : retry);
  }
}

/** False where something could not be written. What the database refuses holds up no other, unless it refuses all. */
async function writeSome(state: Counts, until: number): Promise<boolean> {
  if (state.sending && !(await settled(state, state.sending))) return false;
  let refused = 0;
  for (let left = dueNow(state, until); left > 0 && refused < mostRefused; ) {
    const counted = state.due.take(Math.min(left, state.largest));
    const outcome = await send(state, { process: state.process, number: ++state.flushes, uses: counted.map(usesOf), counted });
    if (outcome === 'unknown') return false;
    if (outcome === 'written' || counted.length === 1) left -= counted.length;
    if (outcome !== 'written' && counted.length === 1) refused++;
  }
  return refused === 0;
}

const usesOf = ({ keyId, rotatedAt, count, lastAt, address, userAgent }: Counted): Uses => ({ keyId, rotatedAt, count, lastAt, address, userAgent });

/** How many of what is due are to be written now. */
function dueNow(state: Counts, until: number): number {
  wakeRested(state, until);
  if (until === Infinity) return state.due.length;
  const many = state.used ? Math.max(fewest, Math.ceil(state.due.length * share)) : most;
  state.used = false;
  return Math.min(many, state.due.length);
}

/** What has rested is due; a key without a use since it was written is forgotten. */
function wakeRested(state: Counts, until: number): void {
  for (const counted of state.resting.takeWhile(({ writtenAt }) => writtenAt <= until)) {
    if (counted.count > 0) state.due.add(counted);
    else drop(state, counted);
  }
}

function drop({ days }: Counts, { day, keyId, rotatedAt }: Counted): void {
  const places = days.get(day)!;
  places.delete(placeOf(keyId, rotatedAt));
  if (places.size === 0) days.delete(day);
}

async function send(state: Counts, sending: Sending): Promise<Outcome> {
  state.sending = sending;
  const outcome = await addUses(sending);
  conclude(state, sending, outcome);
  return outcome;
}

/** Whether it is known now what became of a flush whose answer did not come. */
async function settled(state: Counts, sending: Sending): Promise<boolean> {
  const outcome = await outcomeOf(sending, ++state.flushes);
  conclude(state, sending, outcome);
  return outcome !== 'unknown';
}

/** What was surely not written is due again, behind the others; what was refused in smaller parts, for one bad use, or too many at a time, shall hold up no others for good. */
function conclude(state: Counts, sending: Sending, outcome: Outcome): void {
  if (outcome === 'unknown') return;
  state.sending = null;
  if (outcome === 'written') return rested(state, sending);
  state.due.add(...sending.counted);
  if (outcome === 'taken') state.process = randomUUID();
  else state.largest = Math.max(1, Math.floor(sending.counted.length / 2));
}

function rested(state: Counts, { counted, uses }: Sending): void {
  for (const [i, each] of counted.entries()) {
    each.count -= uses[i]!.count;
    each.writtenAt = performance.now();
  }
  state.resting.add(...counted);
  state.largest = Math.min(most, state.largest + 1);
}
