/** A URL for each host that the URL names, in its order; the host begins after the last @. */
export function eachHost(url: string): string[] {
  const [, before = '', hosts = '', rest = ''] = /^(\w+:\/\/(?:[^/?]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  return hosts.split(',').map((host) => before + host + rest);
}

/**
 * The folder of a Unix socket that a URL names as libpq has it: `postgresql://latchkey@localhost/latchkey?host=/run/postgresql`; and the URL without it.
 * postgres.js would take that for a setting of the server.
 */
export function withoutSocket(url: string): { url: string; host?: string } {
  const rest = new URL(url);
  const host = rest.searchParams.get('host');
  if (!host?.startsWith('/')) return { url };
  rest.searchParams.delete('host');
  return { url: rest.href, host };
}

/** The host that a URL names by an IPv6 address, as Node takes it; postgres.js would look for the name `[::1]`. Nothing for others. */
export function withoutBrackets(url: string): { host?: string[]; port?: number[] } {
  const { hostname, port } = new URL(url);
  return hostname.startsWith('[') ? { host: [hostname.slice(1, -1)], port: [Number(port || 5432)] } : {};
}
