import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
import { gr8PartialCashoutContract } from '../../../../lib/contracts/native/gr8-partial-cashout.ts';
import {
  compare,
  type Decimal,
  decimal,
  divide,
  multiply,
  padDecimals,
  subtract,
  zero,
} from '../../../../lib/domain/money/decimal.ts';
import type { BetChanges, SimulatedBet } from '../bets.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf } from './admission.ts';
import { underMargin } from './margin.ts';
import { moneyPost, notAllowed, success } from './money-post.ts';
import { allows } from './price-policy.ts';
import { canBeCashedOut, findBet, type Gr8State, minorDigits, spellComputed } from './state.ts';

/**
 * POST /v1/sport/v1/bet/partial-cashout: cashes a part of the stake out. The bet stays open with what is
 * left, unless the part is all of it.
 */
export function partialCashout(state: Gr8State): SimulatedOperation {
  return moneyPost(state, {
    name: 'partial-cashout',
    path: gr8Paths.partialCashout,
    contract: gr8PartialCashoutContract,
    judge({ request, body, reject }) {
      const { betId, betAmount, amount, priceChangePolicy } = body;
      const bet = findBet(state.bets, betId, playerOf(request));
      const part = betAmount.value;
      const paid = bet === undefined ? undefined : priceOf(underMargin(bet, request), part);
      const allowed = !reject && paid !== undefined && allows(priceChangePolicy, amount.value, decimal(paid));
      if (bet === undefined || !allowed) return notAllowed(body);
      state.bets.cashOut(bet, paid, without(bet, part));
      return success(body, paid);
    },
  });
}

/** What this part of the stake pays now, or undefined when it cannot be cashed out. */
function priceOf(bet: SimulatedBet, part: Decimal): string | undefined {
  if (!canBeCashedOut(bet) || bet.partialRatio === undefined) return undefined;
  if (compare(part, decimal(bet.stake)) > 0) return undefined;
  const paid = spellComputed(bet, multiply(part, decimal(bet.partialRatio)));
  // A part so small that it pays nothing is our choice to refuse; the page gives no minimum.
  return decimal(paid) === zero ? undefined : paid;
}

/** The bet without this part: the rest of its stake, and the same share of what it is worth. */
function without(bet: SimulatedBet, part: Decimal): BetChanges {
  const stake = decimal(bet.stake);
  const left = subtract(stake, part);
  const digits = minorDigits(bet);
  const shareLeft = (value: string): string =>
    padDecimals(divide(multiply(decimal(value), left), stake, digits, 'down'), digits);
  return {
    stake: padDecimals(left, digits),
    cashoutValue: shareLeft(bet.cashoutValue),
    ...(bet.margins === undefined ? {} : { margins: mapValues(bet.margins, shareLeft) }),
    ...(left === zero ? { status: 'cashed-out' } : {}),
  };
}

function mapValues(
  values: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}
