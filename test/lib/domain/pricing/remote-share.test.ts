import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, compare, decimal, subtract, zero } from '../../../../lib/domain/money/decimal.ts';
import { remoteShare } from '../../../../lib/domain/pricing/remote-share.ts';
import { aTicket, aTip, type Settings, valid } from './tickets.ts';

const ticket = (settings: Settings = {}) => valid(aTicket('100', [aTip('2', '1.5')], settings));
const share = (value: string, part: string, settings?: Settings) =>
  remoteShare(ticket(settings), decimal(value), decimal(part));

describe('remoteShare', () => {
  it.each([
    ['120', '100', '120'],
    ['120.999', '100', '120.99'],
    ['120', '50', '60'],
    ['120', '33.33', '39.99'],
    ['0.009', '100', null],
    ['120', '0.001', null],
    // The smallest amount is 0.5, and what OddsGigant says of the whole it has held against that itself.
    ['0.4', '100', '0.4'],
    ['120', '0.41', null],
    ['120', '0.42', '0.5'],
  ])('Given a ticket of 100 priced at %s, then %s of it is worth %s', (value, part, expected) => {
    expect(share(value, part)).toBe(expected);
  });

  it('Given a tax, then the smallest amount is one before it', () => {
    const settings = { taxRate: '50', minCaValue: '10' };
    expect(share('60', '16', settings)).toBe('9.6');
    expect(share('60', '8.34', settings)).toBe('5');
    expect(share('60', '8.33', settings)).toBeNull();
  });

  it('Given any parts of one stake, then together they are never worth more than the whole', () => {
    const cents = (max: number) => fc.integer({ min: 1, max }).map((n) => decimal((n / 100).toFixed(2)));
    fc.assert(
      fc.property(cents(9_999), cents(1_000_000), (part, value) => {
        const whole = ticket({ minCaValue: '0', maxCaValue: '10000' });
        const rest = subtract(decimal('100'), part);
        const sum = add(remoteShare(whole, value, part) ?? zero, remoteShare(whole, value, rest) ?? zero);
        return compare(sum, value) <= 0;
      }),
    );
  });
});
