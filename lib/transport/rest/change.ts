import type { Operation } from '@/lib/core/operation';
import { isRefusal, Refusal } from '@/lib/core/refusal';
import { etagOf, matching } from './etag';
import type { Change, Exchange } from './shape';

/** Of so many who change the same thing at the same time, the last one still gets through. */
const tries = 50;

/**
 * Changes a thing to what was sent, which is understood by what is there: judged again under its lock, and read anew when it was changed in between.
 * Without a change, what is there.
 * @throws Refusal `stale` when it is not as If-Match wants it.
 */
export async function changed(operation: Operation, { look, guard, toInput }: Change, exchange: Exchange, wanted: string[] | null): Promise<unknown> {
  const { caller, path } = exchange;
  for (let tried = 0; tried < tries; tried++) {
    const now = (await (look ?? operation).look(caller, path)) as never;
    const tag = etagOf(guard(now));
    if (wanted && !matching(wanted, tag)) throw new Refusal('stale');
    const asked = toInput(now, exchange);
    if (!asked) return now;
    const onlyIf = (then: unknown) => etagOf(guard(then as never)) === tag;
    const result = await unlessStale((asked.operation ?? operation)({ ...caller, onlyIf }, asked.input as never));
    if (result !== stale) return result;
  }
  throw new Refusal('unavailable', { retryAfter: 1 });
}

const stale = Symbol('stale');

async function unlessStale(doing: Promise<unknown>): Promise<unknown> {
  try {
    return await doing;
  } catch (error) {
    if (isRefusal(error) && error.reason === 'stale') return stale;
    throw error;
  }
}
