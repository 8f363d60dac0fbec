import { PgSelectBase } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { inject } from 'vitest';
import { database, useDatabase, type Db } from '@/db/client';
import { isRefusal } from '@/lib/core/refusal';
import type {} from './provided';

/** A thousand on a real server, fewer of slow ones; the embedded database has one queue, and nothing to race for. */
export const raceRounds = (share = 1): number => (inject('engine') === 'postgresql' ? Number(process.env.TEAM_RACE_ROUNDS ?? 1_000) * share : 10);

/** Runs both at once; when gated, neither goes on before both stand inside their transactions. */
export async function against<A, B>(gated: boolean, a: () => Promise<A>, b: () => Promise<B>) {
  if (!gated || inject('engine') === 'embedded') return Promise.allSettled([a(), b()]);
  const real = database();
  useDatabase({ ...real, db: gate(real.db, 2) });
  try {
    return await Promise.allSettled([a(), b()]);
  } finally {
    useDatabase(real);
  }
}

/** The database, whose first so many transactions wait for each other after they began. */
function gate(db: Db, parties: number): Db {
  let missing = parties;
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  const transaction: Db['transaction'] = (run, config) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select 1`);
      if (--missing === 0) open();
      if (missing >= 0) await opened;
      return run(tx);
    }, config);
  return Object.create(db, { transaction: { value: transaction } }) as Db;
}

/** Runs with every row lock taken out of the queries: what a race test must notice. */
export async function withoutLocks<T>(use: () => Promise<T>): Promise<T> {
  const { for: real } = PgSelectBase.prototype;
  PgSelectBase.prototype.for = function unlocked(this: never) {
    return this;
  };
  try {
    return await use();
  } finally {
    PgSelectBase.prototype.for = real;
  }
}

/** How many rounds pass until one ends in what must not be; null when none does. */
export async function firstViolation(most: number, round: (gated: boolean) => Promise<boolean>): Promise<number | null> {
  for (let n = 0; n < most; n++) if (!(await round(n % 2 === 0).catch(unexpected))) return n;
  return null;
}

/** The reasons of those that were refused; anything else that went wrong is thrown. */
export function refusalsOf(settled: PromiseSettledResult<unknown>[]): string[] {
  return settled.flatMap((result) => {
    if (result.status === 'fulfilled') return [];
    if (isRefusal(result.reason)) return [result.reason.reason];
    throw result.reason;
  });
}

/** An error that is no refusal is a violation too, and worth a line. */
function unexpected(error: unknown): false {
  if (PgSelectBase.prototype.for.name !== 'unlocked') console.error(error);
  return false;
}
