import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
import { padDecimals } from '../../../../lib/domain/money/decimal.ts';
import { type Answer, jsonAnswer } from '../answer.ts';
import type { JsonValue } from '../json-text.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf } from './admission.ts';
import { moneyPost, rangeErrors, resultAnswer } from './money-post.ts';
import { type FieldErrors, fieldErrors, readAmount, readBetId } from './request-body.ts';
import { findBet, type Gr8State, minorDigits } from './state.ts';

/**
 * POST /v1/sport/v0/bet/forced-cashout: the operator decides the amount. The page has neither a policy nor a
 * word on the current amount, so the amount sent is what is paid: our choice.
 */
export function forcedCashout(state: Gr8State): SimulatedOperation {
  return moneyPost(state, {
    name: 'forced-cashout',
    path: gr8Paths.forcedCashout,
    badRequest: invalidRequest,
    judge({ request, members, reject }) {
      const betId = readBetId(members);
      const amount = readAmount(members, 'amount');
      if (!betId.ok || !amount.ok) return invalidRequest(fieldErrors({ betId, amount }) ?? {});
      const outOfRange = rangeErrors({ Amount: amount.value });
      if (outOfRange !== undefined) return invalidRequest(outOfRange);

      const bet = findBet(state.bets, betId.value, playerOf(request));
      if (bet?.status !== 'open') return unprocessable;
      if (reject) return resultAnswer(betId.value, amount.value.literal, 'NotAllowed');
      const paid = padDecimals(amount.value.value, minorDigits(bet));
      state.bets.cashOut(bet, paid, { status: 'cashed-out' });
      return resultAnswer(betId.value, amount.value.literal, 'Success');
    },
  });
}

/** "If betId is not valid or markets was closed". */
const unprocessable = problem(422, {
  type: 'https://tools.ietf.org/html/rfc4918#section-11.2',
  title: 'Unprocessable Entity',
  status: 422,
  detail: 'The bet id is not valid or its markets are closed.',
});

/** Unlike the other two POSTs, this one answers problem details; their shape is its framework's. */
function invalidRequest(errors: FieldErrors): Answer {
  return problem(400, {
    type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
    title: 'One or more validation errors occurred.',
    status: 400,
    errors,
  });
}

function problem(status: number, details: JsonValue): Answer {
  return jsonAnswer(status, details, { 'content-type': 'application/problem+json; charset=utf-8' });
}
