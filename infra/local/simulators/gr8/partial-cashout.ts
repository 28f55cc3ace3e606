import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
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
import { jsonAnswer } from '../answer.ts';
import type { BetChanges, SimulatedBet } from '../bets.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf } from './admission.ts';
import { moneyPost, rangeErrors, resultAnswer } from './money-post.ts';
import { allows } from './price-policy.ts';
import { fieldErrors, readAmount, readBetId, readPolicy } from './request-body.ts';
import { canBeCashedOut, findBet, type Gr8State, minorDigits, spellComputed } from './state.ts';

/**
 * POST /v1/sport/v1/bet/partial-cashout: cashes a part of the stake out. The bet stays open with what is
 * left, unless the part is all of it.
 */
export function partialCashout(state: Gr8State): SimulatedOperation {
  return moneyPost(state, {
    name: 'partial-cashout',
    path: gr8Paths.partialCashout,
    badRequest: (errors) => jsonAnswer(400, errors),
    judge({ request, members, reject }) {
      const betId = readBetId(members);
      const betAmount = readAmount(members, 'betAmount');
      const amount = readAmount(members, 'amount');
      // The page ends the message on a bad policy with a full stop here, and without one for full cashouts.
      const priceChangePolicy = readPolicy(members, '.');
      if (!betId.ok || !betAmount.ok || !amount.ok || !priceChangePolicy.ok) {
        return jsonAnswer(400, fieldErrors({ betId, betAmount, amount, priceChangePolicy }) ?? {});
      }
      const outOfRange = rangeErrors({ Amount: amount.value, BetAmount: betAmount.value });
      if (outOfRange !== undefined) return jsonAnswer(400, outOfRange);

      const bet = findBet(state.bets, betId.value, playerOf(request));
      const part = betAmount.value.value;
      const paid = bet === undefined ? undefined : priceOf(bet, part);
      const allowed =
        !reject && paid !== undefined && allows(priceChangePolicy.value, amount.value.value, decimal(paid));
      if (bet === undefined || !allowed) {
        return resultAnswer(betId.value, amount.value.literal, 'NotAllowed');
      }
      state.bets.cashOut(bet, paid, without(bet, part));
      return resultAnswer(betId.value, paid, 'Success');
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

/** The bet without this part: the rest of its stake, and the same share of its cashout value. */
function without(bet: SimulatedBet, part: Decimal): BetChanges {
  const stake = decimal(bet.stake);
  const left = subtract(stake, part);
  const digits = minorDigits(bet);
  const value = divide(multiply(decimal(bet.cashoutValue), left), stake, digits, 'down');
  return {
    stake: padDecimals(left, digits),
    cashoutValue: padDecimals(value, digits),
    ...(left === zero ? { status: 'cashed-out' } : {}),
  };
}
