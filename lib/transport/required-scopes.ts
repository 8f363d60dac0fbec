import { holdsKey } from '@/lib/core/keys/format';
import { remembering } from '@/lib/remembering';

const none: readonly string[] = [];

/** The scopes that the query asks for; null when it holds anything else, a key above all. */
export function scopesIn(url: string): readonly string[] | null {
  const mark = url.indexOf('?');
  return mark === -1 ? none : scopesOf(url.slice(mark + 1));
}

/** Services ask the same few questions for ever. */
const scopesOf = remembering(1_000, (query): readonly string[] | null => {
  const scopes: string[] = [];
  for (const [name, value] of new URLSearchParams(query)) {
    if (name !== 'scope' || value === '' || holdsKey(value)) return null;
    scopes.push(value);
  }
  return scopes;
});
