import hooks, { AsyncLocalStorage } from 'node:async_hooks';
import type { ServerResponse } from 'node:http';

const quiet = 1_000;
const awake = new Set<AsyncLocalStorage<unknown>>();
let drawing = 0;
let rest: NodeJS.Timeout | null = null;

class RestingStorage<Store> extends AsyncLocalStorage<Store> {
  override run<Result, Arguments extends unknown[]>(store: Store, callback: (...given: Arguments) => Result, ...given: Arguments): Result {
    awake.add(this);
    return super.run(store, callback, ...given);
  }

  override enterWith(store: Store): void {
    awake.add(this);
    super.enterWith(store);
  }
}

/** Whether this Node watches every promise and every socket of the process for good once a storage has been used, which each verification pays for. */
export const watches = Number(process.versions.node.split('.')[0]) < 24;

/** Gives Next and React, in place of Node's, a storage that can rest, where that is needed; before they are loaded. */
export function provideContexts(): void {
  // Defined, not set: in Node 22 it is a getter.
  if (watches) Object.defineProperty(hooks, 'AsyncLocalStorage', { value: RestingStorage, configurable: true, enumerable: true, writable: true });
}

/** Has Next answer. A second after the last answer is done nothing is watched, until the next one. */
export async function inContext(response: ServerResponse, answer: () => Promise<void> | void): Promise<void> {
  drawing++;
  if (rest) clearTimeout(rest);
  const closed = response.closed || new Promise((resolve) => response.once('close', resolve));
  try {
    await answer();
    await closed;
  } finally {
    if (--drawing === 0) rest = setTimeout(sleep, quiet).unref();
  }
}

function sleep(): void {
  for (const storage of awake) storage.disable();
  awake.clear();
}
