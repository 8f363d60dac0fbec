import type { Left } from '@/lib/core/rates/store';

/** What is left, as draft-ietf-httpapi-ratelimit-headers-11 says it, and as older clients read it. */
export function rateHeaders({ limit, seconds, remaining, reset }: Left): Record<string, string> {
  return {
    'RateLimit-Policy': `"default";q=${limit};w=${seconds}`,
    RateLimit: `"default";r=${Math.max(0, remaining)};t=${Math.ceil(reset)}`,
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(Math.max(0, remaining)),
    'X-RateLimit-Reset': reset.toFixed(3),
  };
}
