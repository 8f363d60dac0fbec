import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { AddressEntry } from '@/db/schema';
import { text } from '../input';

export const mostAddresses = 100;

/** Whether a client at that address may use the key; an unknown address is on no list. */
export function allowsAddress(entries: readonly AddressEntry[], address: string | null): boolean {
  if (entries.length === 0) return true;
  if (address === null || !ipaddr.isValid(address)) return false;
  const client = ipaddr.process(address);
  return entries.some(({ source }) => {
    const [network, bits] = networkOf(source);
    return network.kind() === client.kind() && client.match(network, bits);
  });
}

/** Whether everywhere that the inner list lets in the outer one does, too; an empty list is everywhere. */
export const coversAll = (outer: readonly AddressEntry[], inner: readonly AddressEntry[]): boolean =>
  outer.length === 0 || (inner.length > 0 && inner.every((entry) => coversEntry(outer, entry)));

function coversEntry(entries: readonly AddressEntry[], { source }: AddressEntry): boolean {
  const [inner, innerBits] = networkOf(source);
  return entries.some((entry) => {
    const [outer, outerBits] = networkOf(entry.source);
    return outer.kind() === inner.kind() && outerBits <= innerBits && inner.match(outer, outerBits);
  });
}

/** Whether the entry lets a whole address family in: allowed, and said aloud. */
export const isEverywhere = (source: string): boolean => source.endsWith('/0');

/** An address or CIDR in its one spelling: the network's first address, IPv4-mapped IPv6 as IPv4; null for what is none. */
export function normalSource(source: string): string | null {
  const [, written, slash] = /^([0-9a-fA-F:.]+)(?:\/(\d{1,3}))?$/.exec(source.trim()) ?? [];
  if (!written || !(ipaddr.IPv4.isValidFourPartDecimal(written) || ipaddr.IPv6.isValid(written))) return null;
  const parsed = ipaddr.parse(written);
  const mapped = parsed.kind() === 'ipv6' && (parsed as ipaddr.IPv6).isIPv4MappedAddress();
  const address = mapped ? (parsed as ipaddr.IPv6).toIPv4Address() : parsed;
  if (slash === undefined) return address.toString();
  const bits = Number(slash) - (mapped ? 96 : 0);
  const most = address.kind() === 'ipv4' ? 32 : 128;
  if (bits < 0 || bits > most) return null;
  const cidr = `${address.toString()}/${bits}`;
  const first = address.kind() === 'ipv4' ? ipaddr.IPv4.networkAddressFromCIDR(cidr) : ipaddr.IPv6.networkAddressFromCIDR(cidr);
  return bits === most ? first.toString() : `${first.toString()}/${bits}`;
}

const entry = z.strictObject({ source: z.string().max(100, 'address_malformed'), description: text(100).default('') });

/** A key's list of addresses; an empty one limits nothing. Problems name the entry by its number, counted from 1. */
export const addressList = z
  .array(entry)
  .max(mostAddresses, 'addresses_many')
  .transform((entries, context): AddressEntry[] => {
    const seen = new Set<string>();
    return entries.map(({ source, description }, index) => {
      const normal = normalSource(source);
      const refuse = (message: string) => context.addIssue({ code: 'custom', message, path: [index, 'source'], params: { number: index + 1, source: source.slice(0, 60) } });
      if (normal === null) refuse('address_malformed');
      else if (seen.has(normal)) refuse('address_twice');
      else seen.add(normal);
      return { source: normal ?? source, description };
    });
  });

function networkOf(source: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (source.includes('/')) return ipaddr.parseCIDR(source);
  const address = ipaddr.parse(source);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
