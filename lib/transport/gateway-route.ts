import type { Asks } from './gateway-query';

/** What the client asked of the service behind. */
export type Route = { method: string; uri: string };

const families = {
  forwarded: ['x-forwarded-method', 'x-forwarded-uri'],
  original: ['x-original-method', 'x-original-uri'],
} as const;

const members = new Set<string>(Object.values(families).flat());

/**
 * The route that is asked about, from the source that was named and no other.
 * `unclear` when the source says nothing, says it twice, or another speaks as well.
 */
export function routeOf({ from, path }: Asks, method: string, rawHeaders: readonly string[]): Route | 'unclear' {
  if (from === null) return 'unclear';
  const told = toldBy(rawHeaders);
  if (from === 'path') return told.size === 0 && path?.startsWith('/') && isPlain(method) ? { method, uri: path } : 'unclear';
  const [methodName, uriName] = families[from];
  const methods = told.get(methodName);
  const uris = told.get(uriName);
  if (told.size !== 2 || methods?.length !== 1 || uris?.length !== 1 || !isPlain(methods[0]!)) return 'unclear';
  return { method: methods[0]!, uri: uris[0]! };
}

const isPlain = (method: string) => /^[A-Z]{1,20}$/.test(method);

/** The headers of both families; a name spelled with other signs counts, for the next server may read it so. */
function toldBy(rawHeaders: readonly string[]): Map<string, string[]> {
  const told = new Map<string, string[]>();
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]!.toLowerCase().replaceAll(/[_.]/g, '-');
    if (members.has(name)) told.set(name, [...(told.get(name) ?? []), rawHeaders[i + 1]!]);
  }
  return told;
}
