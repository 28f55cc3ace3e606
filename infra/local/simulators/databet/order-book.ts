import { add, compare, type Decimal, decimal, subtract, zero } from '../../../../lib/domain/money/decimal.ts';

/** A cash-out the player placed in DATA.BET's page, as DATA.BET has it. */
export interface CashOutOrder {
  readonly orderId: string;
  /** The part of the stake; null of an order only ever heard of as declined. */
  readonly amount: string | null;
  readonly refundAmount: string | null;
  readonly status: 'accepted' | 'declined';
  /** The header `Foreign-Params` of its callbacks. */
  readonly foreignParams: string | null;
}

export interface NewOrder {
  readonly orderId: string;
  readonly amount: string;
  readonly refundAmount: string;
  readonly foreignParams: string | null;
}

/** What DATA.BET has decided, whatever the operator answered. A decision taken twice changes nothing. */
export interface OrderBook {
  accept(betId: string, order: NewOrder): void;
  decline(betId: string, orderIds: readonly string[]): void;
  /** Oldest first. */
  of(betId: string): readonly CashOutOrder[];
}

export function orderBook(): OrderBook {
  const bets = new Map<string, Map<string, CashOutOrder>>();

  function ordersOf(betId: string): Map<string, CashOutOrder> {
    const orders = bets.get(betId) ?? new Map<string, CashOutOrder>();
    bets.set(betId, orders);
    return orders;
  }

  return {
    accept(betId, order) {
      const orders = ordersOf(betId);
      const known = orders.get(order.orderId);
      // Told late of an order that is void already: it stays void, and its amounts are known from now on.
      if (known === undefined) orders.set(order.orderId, { ...order, status: 'accepted' });
      else if (known.amount === null) orders.set(order.orderId, { ...order, status: known.status });
    },
    decline(betId, orderIds) {
      const orders = ordersOf(betId);
      const unheardOf = { amount: null, refundAmount: null, foreignParams: null };
      for (const orderId of orderIds) {
        orders.set(orderId, { orderId, ...unheardOf, ...orders.get(orderId), status: 'declined' });
      }
    },
    of: (betId) => [...(bets.get(betId)?.values() ?? [])],
  };
}

/** What the player of the provider's own test client has before the bet is placed; every bet has its own purse. */
export const startBalance = decimal('1000');

export interface ExpectedBalance {
  readonly available: Decimal;
  readonly held: Decimal;
}

/**
 * What the provider's test client expects of the player's balance: placing holds the stake, an accepted order lets
 * go of its part of it and pays the refund, a declined one takes both back. Nothing keeps it from going negative.
 */
export function expectedBalance(stake: Decimal, orders: readonly CashOutOrder[]): ExpectedBalance {
  let available = subtract(startBalance, stake);
  let held = stake;
  for (const { amount, refundAmount, status } of orders) {
    if (status === 'declined' || amount === null || refundAmount === null) continue;
    available = add(available, decimal(refundAmount));
    held = subtract(held, decimal(amount));
  }
  return { available, held };
}

export function isPositive(value: Decimal): boolean {
  return compare(value, zero) > 0;
}
