import type { Decimal } from '../money/decimal.ts';

/**
 * An exact fraction, its denominator above zero. It is not reduced: a ticket's numbers stay short enough that
 * finding common divisors would cost more than it saves.
 */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const one: Ratio = { numerator: 1n, denominator: 1n };

export function ratioOf(value: Decimal): Ratio {
  const point = value.indexOf('.');
  if (point === -1) return { numerator: BigInt(value), denominator: 1n };
  return {
    numerator: BigInt(value.slice(0, point) + value.slice(point + 1)),
    denominator: tenTo(value.length - point - 1),
  };
}

export function times(a: Ratio, b: Ratio): Ratio {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** a ÷ b, still exact. Nothing here divides by zero: stakes and odds are above it. */
export function over(a: Ratio, b: Ratio): Ratio {
  return { numerator: a.numerator * b.denominator, denominator: a.denominator * b.numerator };
}

export function plus(a: Ratio, b: Ratio): Ratio {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

/** How far apart the two are, whichever is larger. */
export function distance(a: Ratio, b: Ratio): Ratio {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return {
    numerator: difference < 0n ? -difference : difference,
    denominator: a.denominator * b.denominator,
  };
}

export function isAbove(a: Ratio, b: Ratio): boolean {
  return a.numerator * b.denominator > b.numerator * a.denominator;
}

export function isAboveOne({ numerator, denominator }: Ratio): boolean {
  return numerator > denominator;
}

/** `percent` % of the value. */
export function percentOf(value: Ratio, percent: Ratio): Ratio {
  return {
    numerator: value.numerator * percent.numerator,
    denominator: value.denominator * percent.denominator * 100n,
  };
}

/** What is left of the value without `percent` % of it. The percentage is at most 100. */
export function withoutPercent(value: Ratio, percent: Ratio): Ratio {
  const hundred = percent.denominator * 100n;
  return {
    numerator: value.numerator * (hundred - percent.numerator),
    denominator: value.denominator * hundred,
  };
}

/** 10 to the power of −`places`: the unit of the last of that many digits after the point. */
export function unitAt(places: number): Ratio {
  return { numerator: 1n, denominator: tenTo(places) };
}

/** The one division of a price: cuts a ratio that is not negative to `places` digits after the point. */
export function roundDown({ numerator, denominator }: Ratio, places: number): Decimal {
  const units = String((numerator * tenTo(places)) / denominator).padStart(places + 1, '0');
  const whole = units.slice(0, units.length - places);
  let end = units.length;
  while (end > whole.length && units.charCodeAt(end - 1) === digitZero) end -= 1;
  // Digits without superfluous zeros on either side: the canonical spelling by construction.
  return (end === whole.length ? whole : `${whole}.${units.slice(whole.length, end)}`) as Decimal;
}

const digitZero = 48;

function tenTo(exponent: number): bigint {
  return powersOfTen[exponent] ?? 10n ** BigInt(exponent);
}

/** As many as a decimal of ours has digits. */
const powersOfTen: readonly bigint[] = Array.from({ length: 39 }, (_, exponent) => 10n ** BigInt(exponent));
