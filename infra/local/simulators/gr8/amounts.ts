import { type JsonValue, NumberLiteral } from '../../../../lib/contracts/json-text.ts';
import { gr8Paths } from '../../../../lib/contracts/native/gr8.ts';
import { badRequestMap } from '../../../../lib/contracts/native/gr8-answers.ts';
import { readBetIds } from '../../../../lib/contracts/native/gr8-query.ts';
import { emptyAnswer, jsonAnswer, nativeAnswer } from '../answer.ts';
import type { SimulatedBet } from '../bets.ts';
import type { SimulatedOperation } from '../simulator.ts';
import { playerOf, refuse } from './admission.ts';
import { underMargin } from './margin.ts';
import { canBeCashedOut, findBet, type Gr8State } from './state.ts';

/** The longest path and query the server takes; a client asks for many bets in several calls. */
const maxTargetLength = 8_192;

/** GET /v1/sport/v1/bet/cashout: what each bet can be cashed out for. Bets it does not know are left out. */
export function amounts({ tokens, bets }: Gr8State): SimulatedOperation {
  return {
    name: 'amounts',
    method: 'GET',
    path: gr8Paths.amounts,
    refuse: (request) => refuse(tokens, request),
    perform(request, { reject }) {
      if (request.target.length > maxTargetLength) return emptyAnswer(414);
      const betIds = readBetIds(request.query);
      if (!betIds.ok) return nativeAnswer(badRequestMap(betIds.errors));
      const known = betIds.value.map((betId) => findBet(bets, betId, playerOf(request)));
      const shown = known.filter((bet) => bet !== undefined);
      const priced = shown.map((bet) => underMargin(bet, request));
      return jsonAnswer(
        200,
        priced.map((bet) => amountOf(bet, { available: canBeCashedOut(bet) && !reject })),
      );
    },
  };
}

/** Members in the order of the page's example; the partial ones only for bets that take partial cashouts. */
function amountOf(bet: SimulatedBet, { available }: { readonly available: boolean }): JsonValue {
  const partial = bet.partialRatio === undefined ? undefined : available;
  return {
    betId: bet.betId,
    isAvailable: available,
    amount: new NumberLiteral(available ? bet.cashoutValue : '0'),
    isPartialCashoutAvailable: partial,
    partialCashoutOdd:
      bet.partialRatio === undefined ? undefined : new NumberLiteral(available ? bet.partialRatio : '0'),
    isAvailableOpenBet: available,
  };
}
