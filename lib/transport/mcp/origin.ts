import ipaddr from 'ipaddr.js';
import { environment } from '@/lib/env';
import { hostHeader } from '../client-address';

/** Names that no public DNS server can give: nobody rebinds them to this machine. */
const privateName = /^[^.]+$|\.(localhost|local|internal|lan|home\.arpa)$/i;

/** Whether a request names a host, or comes from a page, that is not Latchkey's own (DNS rebinding). */
export function isForeign(headers: Headers): boolean {
  const { PUBLIC_URL, VERCEL } = environment();
  const host = headers.get(hostHeader) ?? headers.get('host') ?? '';
  const own = PUBLIC_URL ? new URL(PUBLIC_URL).host : host;
  if (!VERCEL && host !== own && !isNear(host)) return true;
  if (!VERCEL && !PUBLIC_URL && !isNear(host)) return true;
  const origin = headers.get('origin');
  return origin !== null && hostOf(origin) !== own;
}

function isNear(host: string): boolean {
  const url = `http://${host}`;
  if (!URL.canParse(url)) return false;
  const name = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(name) || privateName.test(name);
}

const hostOf = (origin: string) => (URL.canParse(origin) ? new URL(origin).host : null);
