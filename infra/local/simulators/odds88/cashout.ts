import { odds88Paths, odds88Tolerance, toLocalAmount } from '../../../../lib/contracts/native/odds88.ts';
import { cashoutAnswer } from '../../../../lib/contracts/native/odds88-answers.ts';
import {
  type Odds88CashoutInput,
  odds88CashoutContract,
} from '../../../../lib/contracts/native/odds88-cashout.ts';
import {
  compare,
  type Decimal,
  decimal,
  multiply,
  padDecimals,
  round,
  subtract,
  zero,
} from '../../../../lib/domain/money/decimal.ts';
import { type Answer, jsonAnswer, nativeAnswer } from '../answer.ts';
import { refuseWithoutToken } from '../bearer-token.ts';
import type { BetBook, SimulatedBet } from '../bets.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { jsonPost } from './json-post.ts';
import { alreadyCashedOut, notAvailable } from './refusals.ts';
import type { Odds88State } from './state.ts';

/** POST /api/Cashout: cashes the whole bet out at its latest value, and closes it. */
export function cashout({ tokens, bets }: Odds88State): SimulatedOperation {
  return jsonPost({
    name: 'cashout',
    path: odds88Paths.cashout,
    contract: odds88CashoutContract,
    refuse: (request) => refuseWithoutToken(tokens, request),
    judge(input, { reject }) {
      const judged = reject ? no('Rejected by risk management.') : judge(bets, input);
      if (!judged.ok) return rejection(input, judged.reason);
      const { bet, paid, localAmount } = judged;
      bets.cashOut(bet, paid, { status: 'cashed-out' });
      return nativeAnswer(cashoutAnswer(true, null, { betId: bet.betId, localAmount }));
    },
  });
}

type Judgement =
  | {
      readonly ok: true;
      readonly bet: SimulatedBet;
      /** As a decimal string. `localAmount` is the same amount as the answer spells it. */
      readonly paid: string;
      readonly localAmount: number;
    }
  | { readonly ok: false; readonly reason: string };

/** Whether the cashout can be had, and for how much. The reasons are ours: the page gives no texts. */
function judge(bets: BetBook, { betId, priceChange, amount }: Odds88CashoutInput): Judgement {
  const bet = bets.find(betId);
  if (bet === undefined) return no('The bet was not found.');
  if (bet.status === 'cashed-out') return no(alreadyCashedOut);
  const latest = decimal(bet.cashoutValue);
  if (bet.status === 'suspended' || latest === zero) return no(notAvailable);
  if (amount.currency !== bet.currency) return no('The currency is not the currency of the bet.');
  if (priceChange === 'none' && !isWithinTolerance(amount.value, latest)) {
    return no('The cashout amount has changed.');
  }
  const paid = round(latest, amount.precision, 'down');
  const localAmount = toLocalAmount(paid, amount.precision);
  if (paid === zero || localAmount === undefined) {
    return no('The cashout amount cannot be given with this precision.');
  }
  return {
    ok: true,
    bet,
    paid: paid === latest ? bet.cashoutValue : padDecimals(paid, amount.precision),
    localAmount,
  };
}

/** The page does not say what the 2 % are of: here they are of the amount that was sent. */
function isWithinTolerance(sent: Decimal, latest: Decimal): boolean {
  const moved = compare(latest, sent) < 0 ? subtract(sent, latest) : subtract(latest, sent);
  return compare(moved, multiply(sent, odds88Tolerance)) <= 0;
}

function no(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

/** Odds88's sample of a rejection is in Pascal case, unlike all else it answers, and gives the amount back. */
function rejection({ betId, amount }: Odds88CashoutInput, reason: string): Answer {
  const payload = { LocalAmount: amount.localAmount, BetId: betId };
  return jsonAnswer(200, { Success: false, Reason: reason, Payload: payload });
}
