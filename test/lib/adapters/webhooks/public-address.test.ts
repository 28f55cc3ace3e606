import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../../lib/adapters/webhooks/public-address.ts';

describe('addresses webhooks go to', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '52.95.110.1',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700:4700::1111',
    '2a00:1450:4001:80e::200e',
  ])('Given %s, then it is public', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each<[string, string]>([
    ['this machine', '127.0.0.1'],
    ['this machine', '127.255.255.254'],
    ['this machine', '::1'],
    ['no machine', '0.0.0.0'],
    ['no machine', '0.1.2.3'],
    ['no machine', '::'],
    ['a private network', '10.0.0.1'],
    ['a private network', '10.255.255.255'],
    ['a private network', '172.16.0.1'],
    ['a private network', '172.31.255.255'],
    ['a private network', '192.168.0.1'],
    ['a private network', 'fc00::1'],
    ['a private network', 'fd12:3456:789a::1'],
    ['link-local', '169.254.0.1'],
    ['link-local', 'fe80::1'],
    ['link-local', 'febf::1'],
    ['the metadata service', '169.254.169.254'],
    ['the metadata service of containers', '169.254.170.2'],
    ['the metadata service over IPv6', 'fd00:ec2::254'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['carrier-grade NAT', '100.127.255.255'],
    ['multicast', '224.0.0.1'],
    ['multicast', '239.255.255.255'],
    ['multicast', 'ff02::1'],
    ['broadcast', '255.255.255.255'],
    ['reserved', '240.0.0.1'],
    ['protocol assignments', '192.0.0.8'],
    ['documentation', '192.0.2.1'],
    ['documentation', '198.51.100.1'],
    ['documentation', '203.0.113.1'],
    ['documentation', '2001:db8::1'],
    ['documentation', '3fff::1'],
    ['benchmarks', '198.18.0.1'],
    ['benchmarks', '2001:2::1'],
    ['6to4 relays', '192.88.99.1'],
    ['mapped IPv4', '::ffff:127.0.0.1'],
    ['mapped IPv4', '::ffff:a9fe:a9fe'],
    ['mapped public IPv4', '::ffff:8.8.8.8'],
    ['compatible IPv4', '::127.0.0.1'],
    ['IPv4 translated by NAT64', '64:ff9b::7f00:1'],
    ['IPv4 translated by local NAT64', '64:ff9b:1::7f00:1'],
    ['IPv4 within 6to4', '2002:7f00:1::'],
    ['IPv4 within Teredo', '2001:0:7f00:1::'],
    ['ORCHID', '2001:20::1'],
    ['discard', '100::1'],
    ['site-local', 'fec0::1'],
    ['segment routing', '5f00::1'],
    ['a zone', 'fe80::1%eth0'],
    ['a public address with a zone', '2606:4700:4700::1111%eth0'],
    ['a name', 'localhost'],
    ['a decimal number', '2130706433'],
    ['an octal number', '0177.0.0.1'],
    ['a hexadecimal number', '0x7f.0.0.1'],
    ['nothing', ''],
  ])('Given %s, %s, then it is not', (_, address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it('Given any IPv4 address, then whatever carries it within IPv6 is not public', () => {
    fc.assert(
      fc.property(fc.ipV4(), (v4) => {
        const parts = v4.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
        const [high, low] = [parts.slice(0, 2).join(''), parts.slice(2).join('')];
        const carriers = [`::ffff:${v4}`, `::${v4}`, `64:ff9b::${v4}`, `2002:${high}:${low}::1`];
        expect(carriers.map(isPublicAddress)).toEqual(carriers.map(() => false));
      }),
    );
  });
});
