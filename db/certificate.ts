import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import type { Options } from 'postgres';

/**
 * That the certificate of a host which is named by its address is for this address, where the URL has certificates checked.
 * postgres.js alone asks for one of `localhost` then: it refuses the right one, and takes a wrong one.
 */
export function identityOf(url: string): Pick<Options<Record<string, never>>, 'ssl'> {
  const { hostname, searchParams } = new URL(url);
  const address = hostname.replace(/^\[|\]$/g, '');
  if (!isIP(address) || !searchParams.get('sslmode')?.startsWith('verify-')) return {};
  return { ssl: { checkServerIdentity: (_: string, certificate: Parameters<typeof checkServerIdentity>[1]) => checkServerIdentity(address, certificate) } };
}
