import { readMargin } from '../../../../lib/contracts/native/gr8-query.ts';
import { decimal, divide, multiply, zero } from '../../../../lib/domain/money/decimal.ts';
import type { SimulatedBet } from '../bets.ts';
import type { SimulatedRequest } from '../simulator.ts';

/** Digits of `partialCashoutOdd` in the page's example. */
const ratioDigits = 6;

/**
 * The bet with the prices of the margin version this call names. A version the bet has no value for, or none,
 * leaves them as they are, and so does a bet worth nothing. The page says nothing of versions but that they
 * exist; that the partial ratio moves with the value is our choice.
 */
export function underMargin(bet: SimulatedBet, request: SimulatedRequest): SimulatedBet {
  const read = readMargin(request.query);
  const cashoutValue = read.ok ? valueUnder(bet, read.value) : undefined;
  if (cashoutValue === undefined || decimal(bet.cashoutValue) === zero) return bet;
  if (bet.partialRatio === undefined) return { ...bet, cashoutValue };
  const scaled = multiply(decimal(bet.partialRatio), decimal(cashoutValue));
  const partialRatio = divide(scaled, decimal(bet.cashoutValue), ratioDigits, 'half-even');
  return { ...bet, cashoutValue, partialRatio };
}

/** Only what was seeded: a version may be called like something every object has. */
function valueUnder({ margins = {} }: SimulatedBet, version: string | undefined): string | undefined {
  return version !== undefined && Object.hasOwn(margins, version) ? margins[version] : undefined;
}
