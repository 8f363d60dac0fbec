import ipaddr from 'ipaddr.js';
import type { AddressEntry } from '@/db/schema';

/** Whether a client at that address may use the key; an unknown address is on no list. */
export function allowsAddress(entries: readonly AddressEntry[], address: string | null): boolean {
  if (entries.length === 0) return true;
  if (address === null || !ipaddr.isValid(address)) return false;
  const client = ipaddr.process(address);
  return entries.some(({ source }) => {
    const [network, bits] = source.includes('/') ? ipaddr.parseCIDR(source) : [ipaddr.parse(source), null];
    if (network.kind() !== client.kind()) return false;
    return client.match(network, bits ?? (network.kind() === 'ipv4' ? 32 : 128));
  });
}
