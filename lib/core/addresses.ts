import ipaddr from 'ipaddr.js';

/** An address in its one spelling, IPv4-mapped IPv6 as IPv4; null for what is none. */
export function normalAddress(text: string | null | undefined): string | null {
  if (!text || !ipaddr.isValid(text)) return null;
  return ipaddr.process(text).toString();
}

/** The network that one household or server has: an IPv4 address, or the first 64 bits of an IPv6 one. */
export function networkOf(address: string | null): string {
  if (!address || !ipaddr.isValid(address)) return 'unknown';
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv4' ? parsed.toString() : (parsed as ipaddr.IPv6).parts.slice(0, 4).map((part) => part.toString(16)).join(':');
}
