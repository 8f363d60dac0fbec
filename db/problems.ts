import { logSeldom } from '../lib/log';

/** The database gave no answer in time, or none at all. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** Tells by the name, for a module is evaluated once a layer and `instanceof` would miss. */
export const isUnavailable = (error: unknown): boolean => error instanceof Error && error.name === 'Unavailable';

// What Node says of a certificate that does not hold.
const noTrust = /^(CERT_|DEPTH_ZERO_|ERR_TLS_CERT_|SELF_SIGNED_|UNABLE_TO_)/;

/** Whether there is no connection because the server's certificate does not hold. */
export const isDistrusted = (error: unknown): boolean => codesOf(error).some((code) => noTrust.test(code));

// What postgres.js, Node and PostgreSQL say when there is no connection (ENOENT: no socket), none for this user, or the server is about to go.
const noConnection = /^(CONNECT|ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ENOENT|EAI_AGAIN|08|28|3D000|57P0|53300)/;

// Milliseconds. A write is given up late: to say that it failed while it goes on would be wrong.
const patience = { read: 10_000, write: 600_000 };

/** The answer; where the database gave none, or none in time, `Unavailable`, which every door can say; the log has the cause. A write may have been committed all the same. */
export async function unlessAway<T>(answer: Promise<T>, effect: keyof typeof patience = 'read'): Promise<T> {
  try {
    return await within(patience[effect], answer);
  } catch (error) {
    if (!isUnavailable(error) && !saysAway(error)) throw error;
    logSeldom(error, 'the database is away');
    throw isUnavailable(error) ? error : new Unavailable('the database is away', { cause: error });
  }
}

const saysAway = (error: unknown): boolean => isDistrusted(error) || codesOf(error).some((code) => noConnection.test(code));

const noHost = /^(CONNECT_TIMEOUT|CONNECTION_DESTROYED|ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|ENOENT|EAI_AGAIN|57P03)$/;

/** Whether no connection came about at all: there is no server, it is starting, is a standby, or not who it should be. */
export const isUnreachable = (error: unknown): boolean => isDistrusted(error) || codesOf(error).some((code) => noHost.test(code));

function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [String((error as { code?: unknown }).code), ...codesOf(error.cause)];
}

/** Why Latchkey cannot start, in a sentence for who operates it. */
export class StartProblem extends Error {
  override name = 'StartProblem';
}

/** The answer, or `Unavailable` once so many milliseconds have passed; what has arrived by then counts, though this process had no time to read it. */
export function within<T>(milliseconds: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => setImmediate(() => reject(new Unavailable(`no answer in ${milliseconds} ms`))), milliseconds);
    const settled = <Value>(settle: (value: Value) => void) => (value: Value) => {
      clearTimeout(timer);
      settle(value);
    };
    answer.then(settled(resolve), settled(reject));
  });
}

/** The five characters of SQLSTATE, on both databases; null when the error is no answer of the database (Node's EPIPE has five, too). */
export function sqlState(error: unknown): string | null {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = (cause as { code?: unknown }).code;
    if (typeof code === 'string' && /^[0-9FHPX][0-9A-Z]{4}$/.test(code)) return code;
  }
  return null;
}

/** Whether the database itself answered that it undid all; what ends a connection may come after the commit. */
export function saysNo(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && !/^(08|40003|57P|58|XX)/.test(state);
}

/** The name of the unique constraint that a write ran into, if that is what went wrong. */
export function uniqueViolation(error: unknown): string | null {
  if (sqlState(error) !== '23505') return null;
  const cause = (error as { cause?: { constraint_name?: string; constraint?: string } }).cause;
  return cause?.constraint_name ?? cause?.constraint ?? 'unknown';
}
