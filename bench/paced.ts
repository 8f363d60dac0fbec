/** Requests at a steady rate that runs until it is stopped; `stop` gives the milliseconds that each took, in their order. */
export type Paced = { stop(): Promise<number[]> };

/** Asks so many times a second, whether or not earlier answers are there. What an asking throws, `stop` throws. */
export function paced(ask: () => Promise<void>, perSecond: number): Paced {
  const taken: number[] = [];
  const asked: Promise<void>[] = [];
  const failures: unknown[] = [];
  const began = performance.now();
  const timer = setInterval(() => {
    while (asked.length < ((performance.now() - began) / 1_000) * perSecond) asked.push(timed(ask, taken).catch((error: unknown) => void failures.push(error)));
  }, 1);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(asked);
      if (failures.length > 0) throw failures[0];
      return taken.toSorted((a, b) => a - b);
    },
  };
}

async function timed(ask: () => Promise<void>, taken: number[]): Promise<void> {
  const began = performance.now();
  await ask();
  taken.push(performance.now() - began);
}
