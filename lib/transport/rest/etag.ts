import { createHash } from 'node:crypto';

/** The entity tag (RFC 9110, 8.8.3) of a state. */
export const etagOf = (state: string): string => `"${createHash('sha256').update(state).digest('base64url').slice(0, 22)}"`;

/** The tags that If-Match wants one of; null where it is not there, or wants any. */
export function tagsIn(header: string | null): string[] | null {
  if (header === null || header.trim() === '*') return null;
  return header.split(',').map((tag) => tag.trim());
}

/** Strong comparison: a weak tag matches nothing. */
export const matching = (wanted: string[], tag: string): boolean => wanted.includes(tag);
