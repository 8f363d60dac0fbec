import { once } from '@/lib/once';
import { flushOldSecrets } from './old-secrets';
import { addUses, type Uses } from './store';

const second = 1_000;

type Buffer = { uses: Map<string, Uses>; timer: NodeJS.Timeout | null; writing: Promise<void> };

const buffer = () => once<Buffer>('usage', () => ({ uses: new Map(), timer: null, writing: Promise.resolve() }));

/** Counts a use of a key; written within a second or two, off the path of the answer. */
export function countUse(keyId: string, address: string | null, userAgent: string | null): void {
  const { uses } = buffer();
  const counted = uses.get(keyId);
  if (counted) {
    counted.count++;
    counted.lastAt = Date.now();
    counted.address = address;
    counted.userAgent = userAgent;
  } else {
    uses.set(keyId, { keyId, count: 1, lastAt: Date.now(), address, userAgent });
  }
  buffer().timer ??= setTimeout(() => void flushUses(), second).unref();
}

/** Writes all that was counted so far; on shutdown nothing is lost. What cannot be written is kept for the next time. */
export function flushUses(): Promise<void> {
  const state = buffer();
  state.writing = state.writing.then(() => write(state));
  return state.writing;
}

async function write(state: Buffer): Promise<void> {
  if (state.timer) clearTimeout(state.timer);
  state.timer = null;
  const batch = [...state.uses.values()];
  if (batch.length === 0) return;
  state.uses = new Map();
  await flushOldSecrets();
  const lost = await addUses(batch);
  for (const uses of lost) putBack(state, uses);
  if (lost.length > 0) state.timer ??= setTimeout(() => void flushUses(), second).unref();
}

function putBack({ uses }: Buffer, unwritten: Uses): void {
  const later = uses.get(unwritten.keyId);
  if (later) later.count += unwritten.count;
  else uses.set(unwritten.keyId, unwritten);
}
