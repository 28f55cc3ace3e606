import Big from 'big.js';
import { assert } from '../assert.ts';

/**
 * An exact decimal in its one canonical spelling: plain digits, no exponent, no sign but a leading `-`,
 * no trailing zeros after the point (`92.5`, `0`, `-3`). Being canonical text, equal values are equal
 * strings, and state that holds decimals stays plain JSON.
 */
export type Decimal = string & { readonly __decimal: never };

/** How a division or a cut loses digits; always named by the caller, never a default. */
export type Rounding = 'down' | 'half-up' | 'half-even' | 'up';

/** More than any currency amount needs, and short enough that no arithmetic on it can be made slow. */
export const maxDigits = 38;

/** Amounts a JSON number carries exactly: an IEEE double holds every decimal of 15 significant digits. */
export const maxJsonNumberDigits = 15;

const plainDecimal = /^\d+(?:\.\d+)?$/;

const unsignedNumber = /^\d+(?:\.\d+)?(?:[eE][+-]?\d{1,2})?$/;

/** Reads an unsigned plain decimal of at most 38 digits; anything else (sign, exponent, blank) is undefined. */
export function parseDecimal(text: string): Decimal | undefined {
  if (text.length > maxDigits + 1 || !plainDecimal.test(text)) return undefined;
  if (text.length - (text.includes('.') ? 1 : 0) > maxDigits) return undefined;
  return canonical(new Big(text));
}

/** For literals in our own code: a text that is no plain decimal is a bug. */
export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  assert(parsed !== undefined, `not a plain decimal: ${text}`);
  return parsed;
}

/**
 * Reads the literal of a JSON number exactly as it was written (`499`, `0.998001`, `1e3`).
 * Undefined when it has a sign or more than 15 significant digits: such a number may already have lost
 * digits on the provider's side, so it is refused instead of believed.
 */
export function parseJsonNumberLiteral(literal: string): Decimal | undefined {
  if (!unsignedNumber.test(literal) || literal.length > maxDigits) return undefined;
  const value = new Big(literal);
  return value.c.length > maxJsonNumberDigits || Math.abs(value.e) > maxDigits ? undefined : canonical(value);
}

/** Longer than any double prints, and than the exact product of a long combination's odds. */
const maxFloatLiteral = 128;

/**
 * Reads the literal of a number that doubles were multiplied for (`1.2100000000000002`): to 15 significant digits,
 * half-even, because what lies beyond them is noise. Undefined when it has a sign or is no number.
 */
export function parseFloatLiteral(literal: string): Decimal | undefined {
  if (literal.length > maxFloatLiteral || !unsignedNumber.test(literal)) return undefined;
  const value = new Big(literal).prec(maxJsonNumberDigits, modes['half-even']);
  return Math.abs(value.e) > maxDigits ? undefined : canonical(value);
}

/** The JSON number that stands for exactly this value, or undefined past 15 significant digits. */
export function toJsonNumber(value: Decimal): number | undefined {
  return new Big(value).c.length > maxJsonNumberDigits ? undefined : Number(value);
}

export const zero: Decimal = decimal('0');

export function add(a: Decimal, b: Decimal): Decimal {
  return canonical(new Big(a).plus(b));
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return canonical(new Big(a).minus(b));
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return canonical(new Big(a).times(b));
}

/** −1, 0 or 1, as a is below, equal to or above b. */
export function compare(a: Decimal, b: Decimal): -1 | 0 | 1 {
  return new Big(a).cmp(b);
}

/** a ÷ b to `places` digits after the point. Dividing by zero is a bug of the caller. */
export function divide(a: Decimal, b: Decimal, places: number, rounding: Rounding): Decimal {
  assert(b !== zero, 'division by zero');
  const Quotient = Big();
  Quotient.DP = places;
  Quotient.RM = modes[rounding];
  return canonical(new Quotient(a).div(b));
}

/** Cuts to `places` digits after the point. */
export function round(value: Decimal, places: number, rounding: Rounding): Decimal {
  return canonical(new Big(value).round(places, modes[rounding]));
}

const modes: Readonly<Record<Rounding, 0 | 1 | 2 | 3>> = { down: 0, 'half-up': 1, 'half-even': 2, up: 3 };

/** Spells a value with at least `places` digits after the point: `92.5` → `92.50`, `13.487656` stays. */
export function padDecimals(value: Decimal, places: number): string {
  const point = value.indexOf('.');
  const present = point === -1 ? 0 : value.length - point - 1;
  if (present >= places) return value;
  return `${value}${point === -1 ? '.' : ''}${'0'.repeat(places - present)}`;
}

function canonical(value: Big): Decimal {
  // big.js keeps coefficients without trailing zeros, so its fixed notation is already the one spelling.
  const text = value.toFixed();
  return (text === '-0' ? '0' : text) as Decimal;
}
