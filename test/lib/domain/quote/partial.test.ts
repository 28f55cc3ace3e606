import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Decimal, decimal, round, zero } from '../../../../lib/domain/money/decimal.ts';
import { partialAmount, stakeFits } from '../../../../lib/domain/quote/partial.ts';

describe('partialAmount', () => {
  it.each([
    ['500', '0.998001', 2, '499'],
    ['10', '2.5', 2, '25'],
    ['10', '0.998001', 2, '9.98'],
    ['10', '0.998001', 0, '9'],
    ['0.01', '0.5', 2, '0'],
  ])('Given %s at %s with %i digits, then %s', (stake, ratio, digits, expected) => {
    expect(partialAmount(decimal(stake), decimal(ratio), digits)).toBe(expected);
  });
});

describe('stakeFits', () => {
  it.each([
    ['500', '499', '0.998001', true],
    ['490', '499', '0.998001', false],
    ['490', '489.02', '0.998001', true],
    ['500', '489.02', '0.998001', false],
    ['100', '250', '2.5', true],
    ['99.99', '250', '2.5', false],
    ['100', '0', '0', false],
  ])('Given a stake of %s quoted at %s with %s, then %s', (stake, amount, ratio, expected) => {
    expect(stakeFits(decimal(stake), decimal(amount), decimal(ratio), 2)).toBe(expected);
  });

  const cents = (min: number, max: number) =>
    fc
      .integer({ min, max })
      .map((n) => decimal(`${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')}`));

  it('Given any true ratio, printed with six digits, and the amount it gives, then the stake always fits', () => {
    const trueRatio = fc.integer({ min: 1_000_000, max: 900_000_000 }).map((n) => {
      const text = String(n).padStart(10, '0');
      return decimal(`${text.slice(0, -8)}.${text.slice(-8)}`);
    });
    fc.assert(
      fc.property(cents(1, 10_000_000), trueRatio, (stake, ratio) => {
        const printed: Decimal = round(ratio, 6, 'half-even');
        expect(stakeFits(stake, partialAmount(stake, ratio, 2), printed, 2)).toBe(printed !== zero);
      }),
    );
  });
});
