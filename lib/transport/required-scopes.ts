import { holdsKey } from '@/lib/core/keys/format';

const none: readonly string[] = [];
const most = 1_000;
const known = new Map<string, readonly string[]>();

/** The scopes that the query asks for; null when it holds anything else, a key above all. */
export function scopesIn(url: string): readonly string[] | null {
  const mark = url.indexOf('?');
  if (mark === -1) return none;
  const query = url.slice(mark + 1);
  const remembered = known.get(query);
  if (remembered) return remembered;
  const scopes = parse(query);
  if (scopes) remember(query, scopes);
  return scopes;
}

function parse(query: string): readonly string[] | null {
  const scopes: string[] = [];
  for (const [name, value] of new URLSearchParams(query)) {
    if (name !== 'scope' || value === '' || holdsKey(value)) return null;
    scopes.push(value);
  }
  return scopes;
}

/** Services ask the same few questions for ever. */
function remember(query: string, scopes: readonly string[]): void {
  if (known.size >= most) known.clear();
  known.set(query, scopes);
}
