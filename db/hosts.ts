import type { Sql } from 'postgres';

// In milliseconds: while no host takes writes, they are not asked in a storm.
const pause = 100;

/** A URL for each host that the URL names, in its order. */
export function eachHost(url: string): string[] {
  const [, before = '', hosts = '', rest = ''] = /^(\w+:\/\/(?:[^@/?]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  return hosts.split(',').map((host) => before + host + rest);
}

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
