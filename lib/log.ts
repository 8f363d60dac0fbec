import { pino, type Logger } from 'pino';
import { once } from './once';

/** JSON lines on standard output. What is logged names no secret; what could hold one by accident is masked. */
export const log = (): Logger => once('log', () => pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: told } }));

/** What an error says for itself: no query, no parameters, none of the fields that drivers hang on it. */
function told(error: unknown): { type: string; message: string; code?: unknown; stack?: string } {
  if (!(error instanceof Error)) return { type: typeof error, message: '' };
  const cause = error.cause instanceof Error ? error.cause : error;
  return { type: cause.name, message: masked(cause.message.slice(0, 300)), code: (cause as { code?: unknown }).code, stack: masked(cause.stack ?? '').slice(0, 2_000) };
}

/** Hides whatever looks like a key, the token of an invitation or a password reset, and what stands between a colon and an @ in an address. */
export function masked(text: string): string {
  return text.replaceAll(/\/(invitation|reset-password)\/[^/\s?#]+/g, '/$1/[token]').replaceAll(/\b[a-z0-9]{2,9}_[0-9A-Za-z]{20}_[0-9A-Za-z]+/g, '[key]').replaceAll(/:\/\/[^\s/@]*@/g, '://[hidden]@');
}
