import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
import { gr8CashoutContract } from '../../../../lib/contracts/native/gr8-cashout.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf } from './admission.ts';
import { underMargin } from './margin.ts';
import { moneyPost, notAllowed, success } from './money-post.ts';
import { allows } from './price-policy.ts';
import { canBeCashedOut, findBet, type Gr8State } from './state.ts';

/** POST /v1/sport/v1/bet/cashout: cashes the whole bet out, and closes it. */
export function cashout(state: Gr8State): SimulatedOperation {
  return moneyPost(state, {
    name: 'cashout',
    path: gr8Paths.cashout,
    contract: gr8CashoutContract,
    judge({ request, body, reject }) {
      const { betId, amount, priceChangePolicy } = body;
      const bet = findBet(state.bets, betId, playerOf(request));
      if (reject || bet === undefined) return notAllowed(body);
      const priced = underMargin(bet, request);
      const { cashoutValue } = priced;
      const allowed =
        canBeCashedOut(priced) && allows(priceChangePolicy, amount.value, decimal(cashoutValue));
      if (!allowed) return notAllowed(body);
      state.bets.cashOut(bet, cashoutValue, { status: 'cashed-out' });
      return success(body, cashoutValue);
    },
  });
}
