import { maxPrecision, odds88PriceChanges, toLocalAmount } from '../../contracts/native/odds88.ts';
import { type Currencies, type Currency, minorDigitsOf } from '../../domain/money/currency.ts';
import { compare, type Decimal, zero } from '../../domain/money/decimal.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { PlaceRequest } from '../../ports/cashout-provider.ts';
import type { Odds88Settings } from './settings.ts';

/** What is posted, the same bytes each time it has to be sent. */
export interface CashoutCall {
  readonly kind: 'ready';
  readonly betId: string;
  /** Odds88 answers with a bare number: these two say what it stands for. */
  readonly precision: number;
  readonly currency: Currency;
  readonly body: string;
}

/** Our own validation: nothing is sent. */
export interface InvalidCall {
  readonly kind: 'invalid';
  readonly reason: Reason;
  readonly evidence: string;
}

/** Builds the POST for one cashout, or says why Odds88 could not be asked for it. Pure. */
export function prepareCashout(
  { betId, kind, amount, priceChange }: PlaceRequest,
  precisions: Odds88Settings['precisions'],
  currencies: Currencies,
): CashoutCall | InvalidCall {
  if (kind !== 'full') return invalid(reason('not-supported'), `no ${kind} cashouts here`);
  if (priceChange !== 'none' && priceChange !== 'any') {
    return invalid(reason('not-supported'), `no price change ${priceChange} here`);
  }
  const { currency } = amount;
  if (currency === null) return invalid(reason('not-supported'), 'the amount has no currency');
  const precision = precisionFor(amount.value, currency, precisions, currencies);
  const localAmount = precision <= maxPrecision ? toLocalAmount(amount.value, precision) : undefined;
  if (localAmount === undefined || compare(amount.value, zero) <= 0) {
    const evidence = `the amount is no whole number of at most 15 digits above 0 with ${precision} decimals`;
    return invalid(reason('amount-out-of-limits'), evidence);
  }
  return {
    kind: 'ready',
    betId,
    precision,
    currency,
    body: JSON.stringify({
      betId,
      priceChange: odds88PriceChanges[priceChange],
      amount: { localAmount, precision, currency },
    }),
  };
}

/** A configured precision is what Odds88 takes, no more; where nobody said one, the amount must fit as it is. */
function precisionFor(
  value: Decimal,
  currency: Currency,
  precisions: Odds88Settings['precisions'],
  currencies: Currencies,
): number {
  return precisions[currency] ?? Math.max(minorDigitsOf(currency, currencies), decimalsOf(value));
}

function decimalsOf(value: Decimal): number {
  return value.split('.')[1]?.length ?? 0;
}

function invalid(why: Reason, evidence: string): InvalidCall {
  return { kind: 'invalid', reason: why, evidence };
}
