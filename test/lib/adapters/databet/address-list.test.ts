import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressList, parseCidr } from '../../../../lib/adapters/databet/address-list.ts';

function holds(cidrs: readonly string[], address: string): boolean {
  const parsed = cidrs.map((text) => {
    const cidr = parseCidr(text);
    if (cidr === undefined) throw new Error(`no range: ${text}`);
    return cidr;
  });
  return addressList(parsed)(address);
}

describe('address lists', () => {
  it.each<[readonly string[], string, boolean]>([
    [['192.0.2.0/24'], '192.0.2.0', true],
    [['192.0.2.0/24'], '192.0.2.255', true],
    [['192.0.2.0/24'], '192.0.3.0', false],
    [['192.0.2.0/24'], '192.0.1.255', false],
    [['192.0.2.77/24'], '192.0.2.1', true],
    [['192.0.2.7'], '192.0.2.7', true],
    [['192.0.2.7'], '192.0.2.8', false],
    [['192.0.2.7/32'], '192.0.2.7', true],
    [['192.0.2.6/31'], '192.0.2.7', true],
    [['192.0.2.6/31'], '192.0.2.8', false],
    [['0.0.0.0/0'], '255.255.255.255', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [['0.0.0.0/0'], '::1', false],
    [['10.0.0.0/8', '192.0.2.0/24'], '192.0.2.9', true],
    [['10.0.0.0/8', '192.0.2.0/24'], '11.0.0.1', false],
    [['2001:db8::/32'], '2001:db8:ffff::1', true],
    [['2001:db8::/32'], '2001:DB8:0:0:0:0:0:1', true],
    [['2001:db8::/32'], '2001:db9::', false],
    [['2001:db8::1'], '2001:db8::1', true],
    [['2001:db8::1'], '2001:db8::2', false],
    [['::/0'], '2001:db8::1', true],
    [['::/0'], '192.0.2.7', false],
    [['::/0'], '::ffff:192.0.2.7', false],
    [['192.0.2.0/24'], '::ffff:192.0.2.7', true],
    [['192.0.2.0/24'], '::FFFF:c000:0207', true],
    [['192.0.2.0/24'], '0:0:0:0:0:ffff:192.0.2.7', true],
    [['192.0.2.0/24'], '::192.0.2.7', false],
    [['::ffff:192.0.2.0/120'], '192.0.2.7', true],
    [['::ffff:192.0.2.0/120'], '192.0.3.7', false],
    [['::ffff:192.0.2.7'], '192.0.2.7', true],
    [['::ffff:0:0/96'], '203.0.113.5', true],
    [[], '192.0.2.7', true],
    [[], '2001:db8::1', true],
  ])('Given %j, then it holds %s: %s', (cidrs, address, expected) => {
    expect(holds(cidrs, address)).toBe(expected);
  });

  it.each([
    '',
    ' ',
    'localhost',
    '192.0.2',
    '192.0.2.7:443',
    '192.0.2.7, 10.0.0.1',
    '192.0.2.256',
    '192.0.02.7',
    '0xc0000207',
    '3221225991',
    '[2001:db8::1]',
    'fe80::1%eth0',
    '2001:db8::g',
    '192.0.2.7/32',
    '192.0.2.7\n',
  ])('Given an address of %j, then no list holds it, the open one included', (address) => {
    for (const cidrs of [[], ['0.0.0.0/0', '::/0']]) expect(holds(cidrs, address)).toBe(false);
  });

  it.each([
    '',
    '192.0.2.0/33',
    '192.0.2.0/',
    '192.0.2.0/-1',
    '192.0.2.0/08',
    '192.0.2.0/2 4',
    '192.0.2.0/24/8',
    '192.0.2/24',
    '2001:db8::/129',
    '2001:db8::/1e1',
    '::ffff:192.0.2.0/95',
    'fe80::%eth0/64',
    'example.com',
    '*',
  ])('Given %j, then it is no range', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it('Given any two IPv4 addresses and a length, then held is what shares so many bits', () => {
    const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    const dotted = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    fc.assert(
      fc.property(number, number, fc.integer({ min: 0, max: 32 }), (base, far, prefix) => {
        for (const address of [far, (base ^ (far & 255)) >>> 0]) {
          const shared = prefix === 0 || base >>> (32 - prefix) === address >>> (32 - prefix);
          expect(holds([`${dotted(base)}/${prefix}`], dotted(address))).toBe(shared);
        }
      }),
      { numRuns: 300 },
    );
  });
});
