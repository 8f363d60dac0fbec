import { holdsKey } from '@/lib/core/keys/format';
import { remembering } from '@/lib/remembering';

/** What a proxy asks for; `path` where it was put below /v1/authorize. */
export type Asks = { scopes: readonly string[]; from: 'forwarded' | 'original' | 'path' | null; nginx: boolean; path: string | null };

/** Where a proxy asks; what stands below is the path that it asks about. */
export const authorizePath = '/v1/authorize';

/**
 * Reads the address that a proxy asks at; null when it holds what is not known here.
 * What stands below the endpoint is the client's own path with the client's own query: that path is the route, whatever the query says.
 * Its scopes count only where no policy does: they can but narrow.
 */
export function asksOf(url: string): Asks | null {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? '' : url.slice(mark + 1);
  if (path !== authorizePath) return { scopes: new URLSearchParams(query).getAll('scope'), from: 'path', nginx: false, path: path.slice(authorizePath.length) };
  return query === '' ? plain : parsed(query);
}

const plain: Asks = { scopes: [], from: null, nginx: false, path: null };

const froms: readonly string[] = ['forwarded', 'original', 'path'];

/** A proxy's address is the same for ever. */
const parsed = remembering(1_000, (query): Asks | null => {
  const asks = { ...plain, scopes: [] as string[] };
  for (const [name, value] of new URLSearchParams(query)) {
    if (name === 'scope' && value !== '' && !holdsKey(value)) asks.scopes.push(value);
    else if (name === 'from' && asks.from === null && froms.includes(value)) asks.from = value as Asks['from'];
    else if (name === 'nginx' && !asks.nginx && value === '1') asks.nginx = true;
    else return null;
  }
  return asks;
});
