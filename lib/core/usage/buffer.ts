import { once } from '@/lib/once';
import { flushOldSecrets } from './old-secrets';
import { addUses, type Uses } from './store';

const second = 1_000;
const dayLength = 86_400_000;

/** By day (UTC) and key: what one statement writes names no row twice. */
type Buffer = { days: Map<number, Map<string, Uses>>; timer: NodeJS.Timeout | null; writing: Promise<void> };

const buffer = () => once<Buffer>('usage', () => ({ days: new Map(), timer: null, writing: Promise.resolve() }));

/** Counts a use of a key; written within a second or two, off the path of the answer. */
export function countUse(keyId: string, address: string | null, userAgent: string | null): void {
  const state = buffer();
  const now = Date.now();
  const uses = usesOn(state, now);
  const counted = uses.get(keyId);
  if (counted) {
    counted.count++;
    counted.lastAt = now;
    counted.address = address;
    counted.userAgent = userAgent;
  } else {
    uses.set(keyId, { keyId, count: 1, lastAt: now, address, userAgent });
  }
  state.timer ??= setTimeout(() => void flushUses(), second).unref();
}

/** Writes all that was counted so far; on shutdown nothing is lost. What cannot be written is kept for the next time. */
export function flushUses(): Promise<void> {
  const state = buffer();
  state.writing = state.writing.then(() => write(state));
  return state.writing;
}

/** How many keys have uses that are not yet written. */
export function usesWaiting(): number {
  return [...buffer().days.values()].reduce((sum, uses) => sum + uses.size, 0);
}

async function write(state: Buffer): Promise<void> {
  if (state.timer) clearTimeout(state.timer);
  state.timer = null;
  const batch = [...state.days.values()].flatMap((uses) => [...uses.values()]);
  if (batch.length === 0) return;
  state.days = new Map();
  await flushOldSecrets();
  const lost = await addUses(batch);
  for (const uses of lost) putBack(state, uses);
  if (lost.length > 0) state.timer ??= setTimeout(() => void flushUses(), second).unref();
}

function putBack(state: Buffer, unwritten: Uses): void {
  const uses = usesOn(state, unwritten.lastAt);
  const later = uses.get(unwritten.keyId);
  if (later) later.count += unwritten.count;
  else uses.set(unwritten.keyId, unwritten);
}

function usesOn({ days }: Buffer, at: number): Map<string, Uses> {
  const day = Math.floor(at / dayLength);
  let uses = days.get(day);
  if (!uses) days.set(day, (uses = new Map()));
  return uses;
}
