import { BlockList, isIP, SocketAddress } from 'node:net';

export type ParsedNetwork =
  | { readonly ok: true; readonly network: Network }
  | { readonly ok: false; readonly problem: string };

/** The addresses that begin with the first `prefix` bits of `address`. */
export interface Network {
  readonly address: string;
  readonly prefix: number;
}

/** Reads an address, or a network in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3). */
export function parseNetwork(text: string): ParsedNetwork {
  const [, written = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const address = plainAddress(written);
  const problem = `"${text}" is no address and no network such as 10.0.0.0/8 or fd00::/8`;
  if (address === null) return { ok: false, problem };
  const longest = address.includes(':') ? 128 : 32;
  // Of an IPv4 address written as IPv6, the first 96 bits say only that.
  const prefix = bits === undefined ? longest : Number(bits) - (written.includes(':') ? 128 - longest : 0);
  if (prefix < 0 || prefix > longest) return { ok: false, problem };
  if (prefix === 0) return { ok: false, problem: `"${text}" is everybody, and would believe anybody` };
  return { ok: true, network: { address, prefix } };
}

/** Tells whether an address, as plainAddress gives it, is in one of them. */
export function isWithin(networks: readonly Network[]): (address: string) => boolean {
  const list = new BlockList();
  for (const { address, prefix } of networks) list.addSubnet(address, prefix, familyOf(address));
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address));
}

/** This machine's own addresses (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3). */
export const isLoopback = isWithin([
  { address: '127.0.0.0', prefix: 8 },
  { address: '::1', prefix: 128 },
]);

/** An IP address in its one form: without zone, in small letters, IPv4 never as IPv6. Null where it is none. */
export function plainAddress(text: string): string | null {
  const address = text.replace(/%.*$/, '');
  if (isIP(address) === 0) return null;
  const plain = new SocketAddress({ address, family: familyOf(address) }).address;
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(plain)?.[1] ?? plain;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return address.includes(':') ? 'ipv6' : 'ipv4';
}

/**
 * Who asks through a proxy that is believed: the last address of X-Forwarded-For that is not one of those, since each
 * proxy adds at the end who asked it, and what stands before is the client's own word. Null where nobody else is named.
 */
export function forwardedClient(header: string, isTrusted: (address: string) => boolean): string | null {
  for (const hop of header.split(',').reverse()) {
    const address = plainAddress(withoutPort(hop.trim()));
    if (address === null) return null;
    if (!isTrusted(address)) return address;
  }
  return null;
}

/** Some write a port behind it, and brackets around an IPv6 address. */
function withoutPort(hop: string): string {
  return /^\[([^\]]*)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
}
