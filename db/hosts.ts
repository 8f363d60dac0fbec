import type { Sql } from 'postgres';
import type { Pool } from './pool';

// In milliseconds: while no host takes writes, they are not asked in a storm.
const pause = 100;

/** Milliseconds after which a host that owes answers, and gives none, is asked whether it is there. */
export const silence = 5_000;

/**
 * Connections to one of several hosts, and to the next when that is away or no primary.
 * postgres.js itself, given several, takes a standby for a primary, and connects without end while there is none.
 */
export function following(urls: string[], open: (url: string) => Sql) {
  let at = 0;
  let moved = -pause;
  let current = open(urls[at]!);
  return {
    several: urls.length > 1,
    now: () => current,
    url: () => urls[at]!,
    /** Leaves connections for new ones, to the next host where there are several. Others may have left them already. */
    leave(left: Sql): void {
      if (left !== current || performance.now() - moved < pause) return;
      moved = performance.now();
      at = (at + 1) % urls.length;
      current = open(urls[at]!);
      void left.end({ timeout: 1 });
    },
    close: (seconds: number) => current.end({ timeout: seconds }),
  };
}

/**
 * A host that loses its power says nothing, and TCP waits for it for a quarter of an hour. Connections that have answered nothing for
 * some seconds are left for new ones where a new one cannot be had either; what waits on them fails.
 */
export function leftWhenSilent(connections: ReturnType<typeof following>, pool: Pool, answers: (url: string) => Promise<boolean>): NodeJS.Timeout {
  let settled = pool.settled;
  return setInterval(async () => {
    const silent = pool.asked > 0 && pool.settled === settled;
    settled = pool.settled;
    if (!silent) return;
    const asked = connections.now();
    if (!(await answers(connections.url()))) connections.leave(asked);
  }, silence).unref();
}
