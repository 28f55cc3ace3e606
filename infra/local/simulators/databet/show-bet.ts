import type { JsonValue } from '../../../../lib/contracts/json-text.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { SimulatedBet } from '../bets.ts';
import type { Undelivered } from './delivery.ts';
import { expectedBalance } from './order-book.ts';
import type { DatabetState } from './state.ts';

/** What DATA.BET knows of a bet besides the bet itself: by its own decisions, not by the operator's answers. */
export function showOrders({ orders, deliveries }: Pick<DatabetState, 'orders' | 'deliveries'>) {
  return ({ betId, stake }: SimulatedBet): { readonly [name: string]: JsonValue } => {
    const decided = orders.of(betId);
    return {
      cashouts: decided.map(({ orderId, amount, refundAmount, status }) => ({
        orderId,
        amount,
        refundAmount,
        status,
      })),
      balance: { ...expectedBalance(decimal(stake), decided) },
      undelivered: deliveries.undelivered(betId).map(showUndelivered),
    };
  };
}

function showUndelivered(one: Undelivered): JsonValue {
  const { callback, requestId, attempts, nextAttemptAt, lastAnswer } = one;
  return {
    callback: callback.name,
    requestId,
    attempts,
    nextAttemptAt: nextAttemptAt === null ? null : new Date(nextAttemptAt).toISOString(),
    lastAnswer: lastAnswer === null ? null : { ...lastAnswer },
  };
}
