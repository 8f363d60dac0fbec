import type { Window } from '@/lib/core/verification/rate';

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-11), names and values in turn. */
export function rateHeaders(windows: readonly Window[]): string[] {
  return [
    'RateLimit-Policy', windows.map(({ name, limit, seconds }) => `"${name}";q=${limit};w=${seconds}`).join(', '),
    'RateLimit', windows.map(({ name, left, reset }) => `"${name}";r=${left};t=${reset}`).join(', '),
  ];
}

/** When another try makes sense: once the last of the windows that are spent begins anew. */
export function retryHeaders(windows: readonly Window[]): string[] {
  const seconds = Math.max(1, ...windows.filter(({ left }) => left === 0).map(({ reset }) => reset));
  return ['Retry-After', String(seconds), 'X-RateLimit-Reset', String(seconds)];
}
