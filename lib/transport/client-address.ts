import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import { normalAddress } from '@/lib/addresses';
import { environment } from '@/lib/env';
import { once } from '@/lib/once';

/** The internal header that hands the address on; server.ts overwrites it on every request. */
export const addressHeader = 'x-latchkey-address';

/** The internal header that hands on which host was really asked for, before PUBLIC_URL stands in its place. */
export const hostHeader = 'x-latchkey-host';

/** The internal header that tells whether somebody says to have passed the request on. */
const forwardedHeader = 'x-latchkey-forwarded';

const forwarding = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-forwarded-port', 'x-real-ip'];

/** Who calls: the socket's peer, or the last address in X-Forwarded-For that is no trusted proxy. */
export function clientAddress(request: IncomingMessage): string | null {
  const { TRUSTED_PROXIES } = environment();
  let address = peerOf(request.socket);
  if (TRUSTED_PROXIES.length === 0) return address;
  const hops = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map((hop) => hop.trim()).filter(Boolean);
  while (address !== null && isTrusted(address) && hops.length > 0) address = normalAddress(withoutPort(hops.pop()!));
  return address;
}

/** Some proxies write the port, too: `203.0.113.9:51234`, `[2001:db8::1]:443`. */
const withoutPort = (hop: string) => hop.replace(/^(\d+(?:\.\d+){3}):\d+$/, '$1').replace(/^\[([^\]]+)\](?::\d+)?$/, '$1');

const peers = new WeakMap<Socket, string | null>();

/** A connection's other end does not change. */
function peerOf(socket: Socket): string | null {
  let peer = peers.get(socket);
  if (peer === undefined) peers.set(socket, (peer = normalAddress(socket.remoteAddress)));
  return peer;
}

function isTrusted(address: string): boolean {
  const parsed = ipaddr.process(address);
  return environment().TRUSTED_PROXIES.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network, bits));
}

/** Makes the request say of itself only what server.ts knows: no forwarding header reaches Next. */
export function cleanse(request: IncomingMessage): void {
  const address = clientAddress(request);
  request.headers[forwardedHeader] = String(forwarding.some((name) => request.headers[name] !== undefined));
  for (const name of forwarding) delete request.headers[name];
  if (request.headers.authorization !== undefined) request.headers.authorization = everyValueOf(request, 'authorization');
  request.headers[addressHeader] = address ?? '';
  request.headers[hostHeader] = request.headers.host ?? '';
  const { PUBLIC_URL } = environment();
  if (PUBLIC_URL) {
    const { host, protocol } = new URL(PUBLIC_URL);
    Object.assign(request.headers, { host, 'x-forwarded-host': host, 'x-forwarded-proto': protocol.slice(0, -1) });
  }
}

/** The values of a header, joined; Node keeps only the first of some, and would hide that there are two. */
function everyValueOf({ rawHeaders }: IncomingMessage, name: string): string {
  return rawHeaders.filter((_, i) => i % 2 === 1 && rawHeaders[i - 1]!.toLowerCase() === name).join(', ');
}

/** The address as handed on by server.ts, or by the platform on Vercel; null where neither answers for it. */
export function addressFrom(headers: Headers): string | null {
  if (once('served by', () => 'next') === 'server') return normalAddress(headers.get(addressHeader));
  return environment().VERCEL ? normalAddress(headers.get('x-vercel-forwarded-for') ?? headers.get('x-real-ip')) : null;
}

/** Whether the caller is a program on this machine; a proxy that passes somebody else's request on is none. */
export function isLocal(headers: Headers): boolean {
  const address = addressFrom(headers);
  return address !== null && ipaddr.process(address).range() === 'loopback' && headers.get(forwardedHeader) !== 'true';
}
