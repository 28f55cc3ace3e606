import { maxPrecision, odds88PriceChanges, toLocalAmount } from '../../contracts/native/odds88.ts';
import { type Currencies, type Currency, minorDigitsOf } from '../../domain/money/currency.ts';
import { compare, type Decimal, zero } from '../../domain/money/decimal.ts';
import { type Reason, reason } from '../../domain/reasons.ts';
import type { PlaceRequest } from '../../ports/cashout-provider.ts';

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

/** In how many decimals the amount is to be counted, as far as anybody has said. */
export interface SaidPrecision {
  /** Asked for by the caller, or configured: what does not fit is not sent. */
  readonly exactly?: number | undefined;
  /** As Odds88 quotes this currency. */
  readonly atLeast?: number | undefined;
}

/** Builds the POST for one cashout, or says why Odds88 could not be asked for it. Pure. */
export function prepareCashout(
  { betId, kind, amount, priceChange }: PlaceRequest,
  said: SaidPrecision,
  currencies: Currencies,
): CashoutCall | InvalidCall {
  if (kind !== 'full') return invalid(reason('not-supported'), `no ${kind} cashouts here`);
  if (priceChange !== 'none' && priceChange !== 'any') {
    return invalid(reason('not-supported'), `no price change ${priceChange} here`);
  }
  const { currency } = amount;
  if (currency === null) return invalid(reason('not-supported'), 'the amount has no currency');
  const precision = precisionFor(amount.value, currency, said, currencies);
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

/** The caller's own or the configured precision holds; otherwise the amount is sent with the digits it needs. */
function precisionFor(
  value: Decimal,
  currency: Currency,
  { exactly, atLeast }: SaidPrecision,
  currencies: Currencies,
): number {
  return exactly ?? Math.max(atLeast ?? minorDigitsOf(currency, currencies), decimalsOf(value));
}

function decimalsOf(value: Decimal): number {
  return value.split('.')[1]?.length ?? 0;
}

function invalid(why: Reason, evidence: string): InvalidCall {
  return { kind: 'invalid', reason: why, evidence };
}
