import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { AddressEntry } from '@/db/schema';
import { cidrOf, normalSource } from '@/lib/addresses';
import { remembering } from '@/lib/remembering';
import { text } from '../input';

const mostAddresses = 100;

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

/** Every use of a key asks: to read a hundred texts anew takes longer than all the rest. */
const networkOf = remembering(10_000, cidrOf);

/** Whether everywhere that the inner list lets in the outer one does, too; an empty list is everywhere. */
export const coversAll = (outer: readonly AddressEntry[], inner: readonly AddressEntry[]): boolean =>
  outer.length === 0 || (inner.length > 0 && inner.every((entry) => coversEntry(outer, entry)));

function coversEntry(entries: readonly AddressEntry[], { source }: AddressEntry): boolean {
  const [inner, innerBits] = cidrOf(source);
  return entries.some((entry) => {
    const [outer, outerBits] = cidrOf(entry.source);
    return outer.kind() === inner.kind() && outerBits <= innerBits && inner.match(outer, outerBits);
  });
}

/** Whether the entry lets a whole address family in: allowed, and said aloud. */
export const isEverywhere = (source: string): boolean => source.endsWith('/0');

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
