import { BlockList, isIPv4, isIPv6 } from 'node:net';

/**
 * Addresses no consumer of ours can have: this machine, its network, link-local ones (the metadata service of the
 * cloud among them), shared, multicast, documentation and reserved ranges. From the IANA registries of special-purpose
 * IPv4 and IPv6 addresses.
 */
const notPublicV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Of IPv6 only global unicast is public at all; these parts of it are special, or carry an IPv4 address inside. */
const globalUnicast = ['2000::', 3] as const;
const notPublicV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['2620:4f:8000::', 48],
  ['3fff::', 20],
];

const refused = new BlockList();
for (const [net, prefix] of notPublicV4) refused.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of notPublicV6) refused.addSubnet(net, prefix, 'ipv6');
const global = new BlockList();
global.addSubnet(...globalUnicast, 'ipv6');

/** Whether an address (no brackets) is one the internet routes to. What is no address is not, nor is one with a zone. */
export function isPublicAddress(address: string): boolean {
  if (address.includes('%')) return false;
  if (isIPv4(address)) return !refused.check(address, 'ipv4');
  // An IPv4 address mapped into IPv6 is outside global unicast: nobody needs to be reached under it.
  return isIPv6(address) && global.check(address, 'ipv6') && !refused.check(address, 'ipv6');
}
