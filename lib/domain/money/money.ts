import { assert } from '../assert.ts';
import { type Currencies, type Currency, minorDigitsOf } from './currency.ts';
import { add, compare, type Decimal, padDecimals, subtract } from './decimal.ts';

/**
 * An exact amount of one currency. `currency` is null only where nobody has said it: a provider that
 * answers bare numbers for a bet nobody registered. Amounts of two currencies never meet: the type
 * parameter catches it where the currency is known at compile time, the assertion everywhere else.
 */
export interface Money<C extends Currency | null = Currency | null> {
  readonly value: Decimal;
  readonly currency: C;
}

/** The shape of an amount in every JSON body of ours: `{"value":"92.50","currency":"EUR"}`. */
export interface WireMoney {
  readonly value: string;
  readonly currency: string | null;
}

export function money<C extends Currency | null>(value: Decimal, currency: C): Money<C> {
  return { value, currency };
}

/** The amount, of this currency where nobody has said one: a provider's own path carries bare numbers. */
export function inCurrency({ value, currency }: Money, unsaid: Currency | null): Money {
  return money(value, currency ?? unsaid);
}

export function addMoney<C extends Currency | null>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  assertSameCurrency(a, b);
  return { value: add(a.value, b.value), currency: a.currency };
}

export function subtractMoney<C extends Currency | null>(a: Money<C>, b: Money<NoInfer<C>>): Money<C> {
  assertSameCurrency(a, b);
  return { value: subtract(a.value, b.value), currency: a.currency };
}

/** −1, 0 or 1, as a is below, equal to or above b. */
export function compareMoney<C extends Currency | null>(a: Money<C>, b: Money<NoInfer<C>>): -1 | 0 | 1 {
  assertSameCurrency(a, b);
  return compare(a.value, b.value);
}

/** Same value of the same currency. */
export function sameMoney(a: Money, b: Money): boolean {
  return a.value === b.value && a.currency === b.currency;
}

/** Pads to the currency's minor digits (2 without a currency): `92.5 EUR` → `"92.50"`, `500 JPY` → `"500"`. */
export function toWireMoney(amount: Money, currencies: Currencies): WireMoney {
  const digits = minorDigitsOf(amount.currency, currencies);
  return { value: padDecimals(amount.value, digits), currency: amount.currency };
}

function assertSameCurrency(a: Money, b: Money): void {
  assert(a.currency === b.currency, `${a.currency} and ${b.currency} cannot be mixed`);
}
