import { log } from '@/lib/log';
import { once } from '@/lib/once';
import type { StoredCredential } from '../verification/store';
import type { Verdict } from '../verification/verdict';
import { addTries, admitted, type Tries } from './store';

const second = 1_000;
const hours = 3_600_000;

/** Verdicts that only the right secret gets. */
const over: ReadonlySet<Verdict['code']> = new Set(['key_revoked', 'key_disabled', 'key_expired']);

/** Each of the tries stands in `tries` (for the next writing), or in `sending`. */
type Pending = { tries: Map<string, Tries>; addresses: Map<string, Set<string>>; sending: Tries[]; timer: NodeJS.Timeout | null; writing: Promise<void> };

const buffer = () => once<Pending>('refused uses', () => ({ tries: new Map(), addresses: new Map(), sending: [], timer: null, writing: Promise.resolve() }));

/** Counts a try of a key that is over; written within a second or two, off the path of the answer. */
export function countIfRefused(code: Verdict['code'], key: StoredCredential, address: string | null): void {
  if (!over.has(code)) return;
  const now = Date.now();
  count({ keyId: key.id, organizationId: key.organizationId, hour: now - (now % hours), address: address ?? 'unknown', count: 1, lastAt: now });
}

/** Writes all that was counted so far. What cannot be written is kept for the next time. */
export function flushRefused(): Promise<void> {
  const state = buffer();
  state.writing = state.writing.then(() => write(state)).catch((error: unknown) => log().error({ err: error }, 'refused uses were not written'));
  return state.writing;
}

/** Of how many keys, hours and addresses there are tries that are not yet known to be written. */
export function triesWaiting(): number {
  const { tries, sending } = buffer();
  return tries.size + sending.length;
}

function count(tries: Tries): void {
  const { tries: counted, addresses } = buffer();
  const place = `${tries.keyId} ${tries.hour}`;
  if (!addresses.has(place)) addresses.set(place, new Set());
  const address = admitted(addresses.get(place)!, tries.address);
  const before = counted.get(`${place} ${address}`);
  if (before) {
    before.count += tries.count;
    before.lastAt = Math.max(before.lastAt, tries.lastAt);
  } else {
    counted.set(`${place} ${address}`, { ...tries, address });
  }
  buffer().timer ??= setTimeout(() => void flushRefused(), second).unref();
}

async function write(state: Pending): Promise<void> {
  if (state.timer) clearTimeout(state.timer);
  state.timer = null;
  if (state.tries.size === 0) return;
  state.sending = [...state.tries.values()];
  state.tries = new Map();
  state.addresses = new Map();
  const left = await addTries(state.sending);
  state.sending = [];
  for (const tries of left) count(tries);
}
