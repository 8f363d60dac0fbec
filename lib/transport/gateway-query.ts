import { holdsKey } from '@/lib/core/keys/format';

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
  return query === '' ? plain : parse(query);
}

const plain: Asks = { scopes: [], from: null, nginx: false, path: null };

function parse(query: string): Asks | null {
  const parameters = new URLSearchParams(query);
  const from = parameters.get('from');
  for (const name of parameters.keys()) if (!['scope', 'from', 'nginx'].includes(name)) return null;
  if (parameters.getAll('from').length > 1 || parameters.getAll('nginx').length > 1) return null;
  if (from !== null && from !== 'forwarded' && from !== 'original' && from !== 'path') return null;
  if (!['1', null].includes(parameters.get('nginx')) || parameters.getAll('scope').some((scope) => scope === '' || holdsKey(scope))) return null;
  return { scopes: parameters.getAll('scope'), from, nginx: parameters.has('nginx'), path: null };
}
