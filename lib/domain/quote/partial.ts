import { add, compare, type Decimal, decimal, divide, multiply, round, subtract } from '../money/decimal.ts';

/** What a ratio promises for a part of the stake: stake × ratio, rounded down to the currency's digits. */
export function partialAmount(stake: Decimal, ratio: Decimal, minorDigits: number): Decimal {
  return round(multiply(stake, ratio), minorDigits, 'down');
}

/** GR8 prints ratios with six digits after the point; one printed with more is taken at its word. */
const ratioDigits = 6;

/**
 * Whether a bet of this remaining stake can be quoted at `amount` with this `ratio`. The provider rounds the
 * amount down and the ratio to its printed digits, so amount ÷ ratio is not the stake but close to it: the
 * stake fits when it lies between the bounds both roundings leave.
 */
export function stakeFits(stake: Decimal, amount: Decimal, ratio: Decimal, minorDigits: number): boolean {
  const halfUnit = divide(unit(Math.max(ratioDigits, digitsOf(ratio))), decimal('2'), 40, 'up');
  if (compare(ratio, halfUnit) <= 0) return false;
  const lowest = multiply(stake, subtract(ratio, halfUnit));
  const highest = multiply(stake, add(ratio, halfUnit));
  return compare(highest, amount) >= 0 && compare(lowest, add(amount, unit(minorDigits))) < 0;
}

function unit(digits: number): Decimal {
  return digits === 0 ? decimal('1') : decimal(`0.${'0'.repeat(digits - 1)}1`);
}

function digitsOf(value: Decimal): number {
  const point = value.indexOf('.');
  return point === -1 ? 0 : value.length - point - 1;
}
