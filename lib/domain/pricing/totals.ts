import { type Decimal, decimal, maxJsonNumberDigits } from '../money/decimal.ts';
import type { NumberReading } from './number-rules.ts';
import { distance, isAbove, over, plus, type Ratio, ratioOf, times, unitAt } from './ratio.ts';

/** A total odd is shown with two digits or more; `1.8` was printed from `1.80`. */
const minPrintedOddDigits = 2;

/** Amounts are rounded to cents somewhere on their way, up, down or half: one cent covers each. */
const cent = ratioOf(decimal('0.01'));

const two = ratioOf(decimal('2'));

/** The share some ninety multiplications of doubles lose at most, half a unit of the last bit each. */
const noiseOfDoubles = unitAt(14);

/**
 * Whether a printed total odd can be this product: it lies within half a unit of its last printed digit. Where
 * nobody rounded it, that digit is itself noise of the doubles it was multiplied with.
 */
export function isTotalOddOf(totalOdd: NumberReading, product: Ratio): boolean {
  const tolerance = plus(halfUnitOf(totalOdd.value), times(product, noiseOfDoubles));
  return !isAbove(distance(totalOdd.read, product), tolerance);
}

/** Whether a gain can be stake × total odd: within what the total odd's own rounding explains, plus a cent. */
export function isTotalGainOf(totalGain: NumberReading, stake: Ratio, totalOdd: NumberReading): boolean {
  const coarsest = unitAt(carriedPlaces(totalGain.value));
  const ownRounding = isAbove(coarsest, cent) ? coarsest : cent;
  const tolerance = plus(times(stake, halfUnitOf(totalOdd.value)), ownRounding);
  return !isAbove(distance(totalGain.read, times(stake, totalOdd.read)), tolerance);
}

function halfUnitOf(totalOdd: Decimal): Ratio {
  const printed = Math.max(minPrintedOddDigits, digitsAfterPoint(totalOdd));
  return over(unitAt(Math.min(printed, carriedPlaces(totalOdd))), two);
}

/**
 * How many places after the point a JSON number as large as this carries; totals are read with at most as many
 * digits before it. Digits past those are noise of somebody's doubles (1.1 × 1.1 is 1.2100000000000002 to them),
 * not print.
 */
function carriedPlaces(value: Decimal): number {
  const point = value.indexOf('.');
  return maxJsonNumberDigits - (point === -1 ? value.length : point);
}

function digitsAfterPoint(value: Decimal): number {
  const point = value.indexOf('.');
  return point === -1 ? 0 : value.length - point - 1;
}
