import * as z from 'zod/mini';
import {
  compare,
  type Decimal,
  decimal,
  divide,
  multiply,
  padDecimals,
  round,
} from '../../../../lib/domain/money/decimal.ts';
import { type Answer, jsonAnswer, refusal } from '../answer.ts';
import type { SimulatedBet } from '../bets.ts';
import { findBet, unescaped } from '../control-bets.ts';
import { amountText, readControlBody, wholeBody } from '../control-body.ts';
import type { SimulatedControlCall } from '../simulator.ts';
import { foreignParamsText } from './callback.ts';
import { foreignParamsSchema, type GivenForeignParams, headerOf } from './foreign-params.ts';
import { expectedBalance, isPositive } from './order-book.ts';
import { type DatabetState, restate } from './state.ts';
import { refuseWithoutTarget } from './target-call.ts';

/** As many as refunds were seen with. */
const refundPlaces = 6;

const schema = z.strictObject(
  {
    amount: z.exactOptional(amountText),
    refundAmount: z.exactOptional(amountText),
    foreignParams: foreignParamsSchema,
  },
  wholeBody,
);

const shape = '{amount?: the part of the stake, refundAmount?, foreignParams?}, amounts as decimal strings';

/** POST bets/{betId}/cash-outs: the player cashes out in DATA.BET's page, all that is held or a part of it. */
export function placeCashOut(state: DatabetState): SimulatedControlCall {
  const { bets, orders, target, newId } = state;
  return {
    method: 'POST',
    path: '/bets/{betId}/cash-outs',
    does: `${shape}: the player cashes out; answers 202 {orderId, requestId, delivered} after the first delivery, which is repeated until 204`,
    async handle({ pathParameters: { betId = '' }, body }): Promise<Answer> {
      const refused = refuseWithoutTarget(target);
      if (refused !== undefined) return refused;
      const found = findBet({ provider: 'databet', bets }, betId);
      if (!found.ok) return found.answer;
      const read = readControlBody(schema, body === '' ? '{}' : body, shape);
      if (!read.ok) return read.answer;
      const { bet } = found;
      const { held } = expectedBalance(decimal(bet.stake), orders.of(bet.betId));
      const { amount = held, refundAmount } = read.value;
      const notNow = refuseOrder(bet, held, decimal(amount));
      if (notNow !== undefined) return notNow;

      const refund = refundAmount ?? refundOf(bet, decimal(amount));
      const foreignParams = headerFor(bet, read.value.foreignParams);
      const orderId = newId();
      orders.accept(bet.betId, { orderId, amount, refundAmount: refund, foreignParams });
      restate(state, bet);
      return deliver(state, bet.betId, {
        name: 'accepted',
        orderId,
        foreignParams,
        said: {
          cash_out_order_id: orderId,
          amount,
          // Computed ones are sent as they were seen; given ones as they were given.
          refund_amount: refundAmount ?? padDecimals(decimal(refund), refundPlaces),
        },
      });
    },
  };
}

/** POST bets/{betId}/cash-outs/{orderId}/decline: DATA.BET makes an accepted order void. */
export function declineCashOut(state: DatabetState): SimulatedControlCall {
  const { bets, orders, target } = state;
  return {
    method: 'POST',
    path: '/bets/{betId}/cash-outs/{orderId}/decline',
    does: 'makes an accepted cash-out void; answers as above',
    async handle({ pathParameters: { betId = '', orderId = '' } }): Promise<Answer> {
      const refused = refuseWithoutTarget(target);
      if (refused !== undefined) return refused;
      const found = findBet({ provider: 'databet', bets }, betId);
      if (!found.ok) return found.answer;
      const { bet } = found;
      const order = orders.of(bet.betId).find((one) => one.orderId === unescaped(orderId));
      const hint = `GET /_local/simulators/databet/bets/${bet.betId} shows its cash-outs.`;
      if (order === undefined) return refusal(404, `Bet ${bet.betId} has no cash-out ${orderId}.`, hint);
      if (order.status === 'declined') return refusal(409, 'This cash-out is void already.', hint);

      orders.decline(bet.betId, [order.orderId]);
      restate(state, bet);
      return deliver(state, bet.betId, {
        name: 'declined',
        orderId: order.orderId,
        foreignParams: order.foreignParams,
        said: { cash_out_order_ids: [order.orderId] },
        // The provider's own test client was seen to replay with this field more.
        replaySays: { cash_out_order_id: order.orderId },
      });
    },
  };
}

interface Decided {
  readonly name: 'accepted' | 'declined';
  readonly orderId: string;
  readonly foreignParams: string | null;
  readonly said: object;
  readonly replaySays?: object;
}

async function deliver(
  { deliveries, newId }: DatabetState,
  betId: string,
  decided: Decided,
): Promise<Answer> {
  const { name, orderId, foreignParams, said, replaySays } = decided;
  const requestId = newId();
  const saying = (more: object) => ({
    name,
    foreignParams,
    body: JSON.stringify({ request_id: requestId, bet_id: betId, ...said, ...more }),
  });
  const delivered = await deliveries.add(betId, {
    callback: saying({}),
    requestId,
    ...(replaySays === undefined ? {} : { replay: saying(replaySays) }),
  });
  return jsonAnswer(202, { orderId, requestId, delivered });
}

function refuseOrder(bet: SimulatedBet, held: Decimal, amount: Decimal): Answer | undefined {
  const path = `/_local/simulators/databet/bets/${bet.betId}`;
  if (!isPositive(held)) {
    return refusal(
      409,
      'All of this bet is cashed out.',
      `Make one of its cash-outs void: POST ${path}/cash-outs/{orderId}/decline.`,
    );
  }
  if (bet.status !== 'open') {
    return refusal(
      409,
      `The bet is ${bet.status}.`,
      `PATCH ${path} {"status":"open"} lets it be cashed out.`,
    );
  }
  if (isPositive(amount) && compare(amount, held) <= 0) return undefined;
  return refusal(409, `${held} of the stake can be cashed out, not ${amount}.`, `Send ${shape}.`);
}

/** The whole stake pays the bet's cashoutValue, a part what its ratio says or its share of that. */
function refundOf(bet: SimulatedBet, amount: Decimal): Decimal {
  const stake = decimal(bet.stake);
  if (amount === stake) return decimal(bet.cashoutValue);
  return bet.partialRatio === undefined
    ? divide(multiply(decimal(bet.cashoutValue), amount), stake, refundPlaces, 'down')
    : round(multiply(amount, decimal(bet.partialRatio)), refundPlaces, 'down');
}

function headerFor({ playerId }: SimulatedBet, given: GivenForeignParams | undefined): string | null {
  if (given !== undefined) return headerOf(given);
  return playerId === undefined ? null : foreignParamsText({ internal_player_id: playerId });
}
