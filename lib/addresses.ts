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

/** The network that an address or CIDR in its one spelling names, and of how many bits it is. */
export function cidrOf(source: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (source.includes('/')) return ipaddr.parseCIDR(source);
  const address = ipaddr.parse(source);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
