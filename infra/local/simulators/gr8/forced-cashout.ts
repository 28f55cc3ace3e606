import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
import { cannotBeForced } from '../../../../lib/contracts/native/gr8-answers.ts';
import { gr8ForcedCashoutContract } from '../../../../lib/contracts/native/gr8-forced-cashout.ts';
import { padDecimals } from '../../../../lib/domain/money/decimal.ts';
import { nativeAnswer } from '../answer.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf } from './admission.ts';
import { moneyPost, notAllowed, success } from './money-post.ts';
import { findBet, type Gr8State, minorDigits } from './state.ts';

/**
 * POST /v1/sport/v0/bet/forced-cashout: the operator decides the amount. The page has neither a policy nor a
 * word on the current amount, so the amount sent is what is paid: our choice.
 */
export function forcedCashout(state: Gr8State): SimulatedOperation {
  return moneyPost(state, {
    name: 'forced-cashout',
    path: gr8Paths.forcedCashout,
    contract: gr8ForcedCashoutContract,
    judge({ request, body, reject }) {
      const { betId, amount } = body;
      const bet = findBet(state.bets, betId, playerOf(request));
      if (bet?.status !== 'open') return nativeAnswer(cannotBeForced);
      if (reject) return notAllowed(body);
      const paid = padDecimals(amount.value, minorDigits(bet));
      state.bets.cashOut(bet, paid, { status: 'cashed-out' });
      return success(body, amount.literal);
    },
  });
}
