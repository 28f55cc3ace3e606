import { BlockList, isIP, SocketAddress } from 'node:net';

type Family = 'ipv4' | 'ipv6';

export interface Cidr {
  readonly family: Family;
  readonly address: string;
  /** Leading bits that count. */
  readonly prefix: number;
}

const bits: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** `::ffff:0:0/96` holds IPv4: both spellings of an address are one. */
const mappedBits = 96;

/** `192.0.2.0/24`, `2001:db8::/32`, or one address. Undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const [address = '', length, ...rest] = text.split('/');
  if (rest.length > 0 || (length !== undefined && !/^(?:0|[1-9]\d{0,2})$/.test(length))) return undefined;
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const { family, isMapped } = parsed;
  const offset = isMapped ? mappedBits : 0;
  const prefix = length === undefined ? bits[family] : Number(length) - offset;
  return prefix >= 0 && prefix <= bits[family] ? { family, address: parsed.address, prefix } : undefined;
}

/** Says of an address whether one of the ranges holds it. Without ranges every address is held; a text that is none never is. */
export function addressList(cidrs: readonly Cidr[]): (address: string) => boolean {
  // A list each: node's own takes IPv4 addresses for members of IPv6 ranges such as ::/0.
  const ranges: Readonly<Record<Family, BlockList>> = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const { family, address, prefix } of cidrs) ranges[family].addSubnet(address, prefix, family);
  return (text) => {
    const parsed = parseAddress(text);
    if (parsed === undefined) return false;
    return cidrs.length === 0 || ranges[parsed.family].check(parsed.address, parsed.family);
  };
}

interface Address {
  readonly family: Family;
  /** In its one spelling. */
  readonly address: string;
  readonly isMapped: boolean;
}

function parseAddress(text: string): Address | undefined {
  // With a zone (`%eth0`) it names an interface of one machine.
  const version = text.includes('%') ? 0 : isIP(text);
  if (version === 0) return undefined;
  if (version === 4) return { family: 'ipv4', address: text, isMapped: false };
  const { address } = new SocketAddress({ address: text, family: 'ipv6' });
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address)?.[1];
  return mapped === undefined
    ? { family: 'ipv6', address, isMapped: false }
    : { family: 'ipv4', address: mapped, isMapped: true };
}
