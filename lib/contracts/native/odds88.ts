import * as z from 'zod/mini';
import type { PriceChange } from '../../domain/cashout/cashout.ts';
import {
  type Decimal,
  decimal,
  divide,
  multiply,
  parseJsonNumberLiteral,
} from '../../domain/money/decimal.ts';

/**
 * Odds88's cashout API (providers/odds88.seed.txt; what goes beyond it is in odds88.facts.md). One set of
 * schemas for the client, the simulator and the wire-compatible endpoints. They read bodies parsed with
 * `parseJsonWithNumberLiterals`, so every JSON number arrives here as its literal text, and with their member
 * names folded, because the page spells them in camel case and its sample of a rejection in Pascal case.
 */
export const odds88Paths = {
  login: '/api/Account/login',
  subscribe: '/api/Cashout/subscribe',
  unsubscribe: '/api/Cashout/unsubscribe',
  cashout: '/api/Cashout',
} as const;

/** `priceChange` of POST /api/Cashout: 1 lets the amount move by 2 %, 2 by anything. 0 is nowhere explained. */
export const odds88PriceChanges = { none: 1, any: 2 } as const satisfies Partial<Record<PriceChange, number>>;

/** How far the amount may have moved under `priceChange` 1, in either direction; exactly this much passes. */
export const odds88Tolerance: Decimal = decimal('0.02');

export const odds88LoginSchema = z.object({ clientId: z.string(), password: z.string() });

/** The answer to a login is the token itself, as a JSON string. */
export const odds88TokenSchema = z.string().check(z.minLength(1));

/** The 200 of POST /api/Cashout, a no included. `payload` has neither precision nor currency: the request's hold. */
export const odds88CashoutAnswerSchema = z.object({
  success: z.boolean(),
  reason: z.optional(z.nullable(z.string())),
  payload: z.optional(z.nullable(z.object({ betId: z.string(), localAmount: z.string() }))),
});

/** All member names of Odds88's bodies, for `foldKeys`; none lies deeper than `odds88Levels`. */
export const odds88Members = [
  'betIds',
  'betId',
  'priceChange',
  'amount',
  'localAmount',
  'precision',
  'currency',
  'success',
  'reason',
  'payload',
  'clientId',
  'password',
] as const;
export const odds88Levels = 2;

/** More decimals than any currency or token has; a larger one is a mistake. */
export const maxPrecision = 18;

/** `localAmount` with `precision` decimals: 40000 with 4 is 4. Undefined when it is no whole number of at most 15 digits. */
export function fromLocalAmount(literal: string, precision: number): Decimal | undefined {
  const whole = /^\d+$/.test(literal) ? parseJsonNumberLiteral(literal) : undefined;
  return whole === undefined ? undefined : divide(whole, powerOfTen(precision), maxPrecision, 'down');
}

/** The whole number that stands for `value` with `precision` decimals; undefined when there is none of at most 15 digits. */
export function toLocalAmount(value: Decimal, precision: number): number | undefined {
  const whole = multiply(value, powerOfTen(precision));
  if (whole.includes('.') || whole.length > 15) return undefined;
  return Number(whole);
}

function powerOfTen(exponent: number): Decimal {
  return decimal(`1${'0'.repeat(exponent)}`);
}
