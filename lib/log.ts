import { pino, type Logger } from 'pino';
import { once } from './once';

/** JSON lines on standard output. What is logged names no secret; what could hold one by accident is masked. */
export const log = (): Logger => once('log', () => pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told } }));

// Milliseconds. While the database is away everything fails: one line says as much as all of them.
const seldom = 1_000;

/** Logs an error that many may meet at the same time: at most once a second under the same words. */
export function logSeldom(error: unknown, words: string): void {
  const logged = once('logged seldom', () => new Map<string, number>());
  const now = performance.now();
  if (now - (logged.get(words) ?? -Infinity) < seldom) return;
  logged.set(words, now);
  log().error({ err: error }, words);
}

/** What an error says for itself: no query, no parameters, none of the fields that drivers hang on it. */
export function told(error: unknown): { type: string; message: string; code?: unknown; stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '' };
  const cause = innermost(error);
  return { type: cause.name, message: masked(cause.message).slice(0, 300), code: (cause as { code?: unknown }).code, stack: masked(cause.stack ?? '').slice(0, 2_000) };
}

/** Drizzle wraps the database's error, and Next whatever it was given. */
const innermost = (error: Error): Error => (error.cause instanceof Error ? innermost(error.cause) : error);

/** Hides whatever looks like a key or a link's token, however often it is encoded, and what stands before an @ in an address. */
export const masked = (text: string): string => withoutTokens(decoded(withoutUser(text)));

const withoutUser = (text: string) => text.replaceAll(/:\/\/[^\s/]*@/g, '://[hidden]@');

function withoutTokens(text: string): string {
  return withoutUser(text)
    .replaceAll(/\b[a-z0-9]{2,9}_[0-9A-Za-z]{20}_[0-9A-Za-z]+/g, '[key]')
    .replaceAll(/\/(invitation|reset-password)\/[^/\s?#]+/g, '/$1/[token]')
    .replaceAll(/[\w-]{40,}/g, '[token]');
}

/** Until nothing is encoded any more, for who reads the log can decode it as often; what is encoded more artfully than that is not shown. */
function decoded(text: string, times = 5): string {
  const once = text.replaceAll(/%(?:25)*([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  if (once === text) return text;
  return times > 0 ? decoded(once, times - 1) : '[encoded]';
}
