import { parseKey, plausiblePair } from '@/lib/core/keys/format';
import type { Presented } from '@/lib/core/verification/verdict';

const none: Presented = { kind: 'none' };
const malformed: Presented = { kind: 'malformed' };

/**
 * The credential that a request carries: `x-api-key`, `Authorization: Bearer`, or Basic (RFC 7617) with Key ID and secret.
 * Two, or one twice, are malformed. Takes header names and values in turn, as Node gives them, so that a doubled header shows.
 */
export function presented(rawHeaders: readonly string[]): Presented {
  let apiKey: string | null = null;
  let authorization: string | null = null;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!;
    if (name.length === 9 && name.toLowerCase() === 'x-api-key') {
      if (apiKey !== null) return malformed;
      apiKey = rawHeaders[i + 1]!;
    } else if (name.length === 13 && name.toLowerCase() === 'authorization') {
      if (authorization !== null) return malformed;
      authorization = rawHeaders[i + 1]!;
    }
  }
  if (apiKey !== null && authorization !== null) return malformed;
  if (apiKey !== null) return wholeKey('x-api-key', apiKey);
  return authorization === null ? none : authorized(authorization);
}

function authorized(value: string): Presented {
  const [scheme, credential, more] = value.split(' ').filter((part) => part !== '');
  if (credential === undefined || more !== undefined) return malformed;
  if (scheme!.toLowerCase() === 'bearer') return wholeKey('bearer', credential);
  return scheme!.toLowerCase() === 'basic' ? pair(credential) : malformed;
}

function wholeKey(scheme: 'x-api-key' | 'bearer', text: string): Presented {
  const key = parseKey(text);
  return key ? { kind: 'credential', scheme, ...key } : malformed;
}

function pair(base64: string): Presented {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length > 2_048) return malformed;
  const text = Buffer.from(base64, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon === -1) return malformed;
  const keyId = text.slice(0, colon);
  const secret = text.slice(colon + 1);
  return plausiblePair(keyId, secret) ? { kind: 'credential', scheme: 'basic', keyId, secret, prefix: null } : malformed;
}
