import { decimal } from '../../../../lib/domain/money/decimal.ts';
import type { BetBook, SimulatedBet } from '../bets.ts';
import type { DeliveryQueues } from './delivery.ts';
import { expectedBalance, isPositive, type OrderBook } from './order-book.ts';
import type { CallbackSender } from './sender.ts';
import type { TargetSetting } from './target.ts';

/** What the calls of the simulator share. */
export interface DatabetState {
  readonly bets: BetBook;
  readonly orders: OrderBook;
  readonly target: TargetSetting;
  readonly sender: CallbackSender;
  readonly deliveries: DeliveryQueues;
  readonly newId: () => string;
}

/** Brings a bet's status in line with its orders: one nothing is held of any more is cashed out, until it is again. */
export function restate({ bets, orders }: Pick<DatabetState, 'bets' | 'orders'>, bet: SimulatedBet): void {
  const isOut = !isPositive(expectedBalance(decimal(bet.stake), orders.of(bet.betId)).held);
  if (isOut) bets.change(bet, { status: 'cashed-out' });
  else if (bet.status === 'cashed-out') bets.change(bet, { status: 'open' });
}
