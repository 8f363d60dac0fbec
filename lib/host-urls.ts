/** A URL for each host that the URL names, in its order; the host begins after the last @. */
export function eachHost(url: string): string[] {
  const [, before = '', hosts = '', rest = ''] = /^(\w+:\/\/(?:[^/?]*@)?)([^/?]*)(.*)$/.exec(url) ?? [];
  return hosts.split(',').map((host) => before + host + rest);
}
