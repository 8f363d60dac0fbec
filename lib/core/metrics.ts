import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import { database } from '@/db/client';
import type { Pool } from '@/db/pool';
import { once } from '@/lib/once';
import { histogram } from './histogram';
import { usesWaiting } from './usage/buffer';

/** What /metrics tells: no key id, no address, no name stands in a label. */
export const metrics = () => once('metrics', make);

function make() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    verdict: verdicts(registry),
    took: histogram(registry, 'latchkey_verification_seconds', 'Time from a verification request to its answer', [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]),
    gathered: histogram(registry, 'latchkey_gathered_keys', 'Keys that shared one query', [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000]),
    queries: new Gauge({ name: 'latchkey_queries_in_flight', help: 'Gathered queries that the database has not answered', registers }),
    usesWaiting: new Gauge({ name: 'latchkey_usage_backlog', help: 'Keys with uses that are not written yet', registers, collect() { this.set(usesWaiting()); } }),
    ...connections(registers),
  };
}

/** Counts verdicts; prom-client is told when it is asked, for it would sort and join the labels anew at every answer. */
function verdicts(registry: Registry): (endpoint: string, code: string) => void {
  const counted = new Map<string, { endpoint: string; code: string; count: number }>();
  const counterOf = (endpoint: string, code: string) => {
    const name = `${endpoint} ${code}`;
    let counter = counted.get(name);
    if (!counter) counted.set(name, (counter = { endpoint, code, count: 0 }));
    return counter;
  };
  // There before the first: Prometheus sees no increase of what it has not seen.
  for (const endpoint of ['verify', 'authorize']) for (const code of ['unavailable', 'internal']) counterOf(endpoint, code);
  const told = new Counter({
    name: 'latchkey_verdicts_total', help: 'Verifications by code', labelNames: ['code', 'endpoint'], registers: [],
    collect() {
      this.reset();
      for (const { count, ...labels } of counted.values()) this.inc(labels, count);
    },
  });
  registry.registerMetric(told);
  return (endpoint, code) => void counterOf(endpoint, code).count++;
}

/** What waits is more than there are connections for; at length it says that the database is what limits. */
function connections(registers: Registry[]) {
  const gauge = (name: string, help: string, of: (pool: Pool) => number) =>
    new Gauge({ name, help, labelNames: ['pool'], registers, collect() { for (const pool of database().pools) this.set({ pool: pool.name }, of(pool)); } });
  return {
    poolSize: gauge('latchkey_pool_connections', 'Connections to the database, at most', ({ size }) => size),
    poolInUse: gauge('latchkey_pool_connections_in_use', 'Connections with a query or a transaction', ({ size, asked }) => Math.min(asked, size)),
    poolWaiting: gauge('latchkey_pool_waiting', 'Queries and transactions that wait for a connection', ({ size, asked }) => Math.max(0, asked - size)),
  };
}

/** Notes that a query for so many keys was sent. */
export function querySent(keys: number): void {
  metrics().gathered(keys);
  metrics().queries.inc();
}

/** Notes that one was answered, or failed. */
export const queryDone = (): void => metrics().queries.dec();

/** Notes an answer of verification, by its code and how long it took. */
export function observeVerdict(endpoint: 'verify' | 'authorize', code: string, milliseconds: number): void {
  const { took, verdict } = metrics();
  took(milliseconds / 1_000);
  verdict(endpoint, code);
}
