import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { jsonAnswer } from '../answer.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf } from './admission.ts';
import { moneyPost, rangeErrors, resultAnswer } from './money-post.ts';
import { allows } from './price-policy.ts';
import { fieldErrors, readAmount, readBetId, readPolicy } from './request-body.ts';
import { canBeCashedOut, findBet, type Gr8State } from './state.ts';

/** POST /v1/sport/v1/bet/cashout: cashes the whole bet out, and closes it. */
export function cashout(state: Gr8State): SimulatedOperation {
  return moneyPost(state, {
    name: 'cashout',
    path: gr8Paths.cashout,
    badRequest: (errors) => jsonAnswer(400, errors),
    judge({ request, members, reject }) {
      const betId = readBetId(members);
      const amount = readAmount(members, 'amount');
      const priceChangePolicy = readPolicy(members, '');
      if (!betId.ok || !amount.ok || !priceChangePolicy.ok) {
        return jsonAnswer(400, fieldErrors({ betId, amount, priceChangePolicy }) ?? {});
      }
      const outOfRange = rangeErrors({ Amount: amount.value });
      if (outOfRange !== undefined) return jsonAnswer(400, outOfRange);

      const bet = findBet(state.bets, betId.value, playerOf(request));
      const allowed =
        !reject &&
        bet !== undefined &&
        canBeCashedOut(bet) &&
        allows(priceChangePolicy.value, amount.value.value, decimal(bet.cashoutValue));
      if (!allowed) return resultAnswer(betId.value, amount.value.literal, 'NotAllowed');
      state.bets.cashOut(bet, bet.cashoutValue, { status: 'cashed-out' });
      return resultAnswer(betId.value, bet.cashoutValue, 'Success');
    },
  });
}
