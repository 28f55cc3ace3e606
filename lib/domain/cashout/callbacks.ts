import { assert } from '../assert.ts';
import { type Applied, applyCommand, type Bet, findCashout, remainingStake } from '../bet/bet.ts';
import type { Decimal } from '../money/decimal.ts';
import { compareMoney, type Money, money } from '../money/money.ts';
import { type Reason, reason } from '../reasons.ts';
import type { Cashout, CashoutOpening } from './cashout.ts';
import type { Command } from './decide.ts';

/** What a callback says besides its orders. */
export interface Callback {
  readonly requestId: string;
  /** When it reached us (epoch ms). */
  readonly at: number;
  readonly foreignParams: Readonly<Record<string, string>>;
  readonly correlationId: string;
  readonly causationId: string;
}

/** A cash-out order of DATA.BET that is done. It names no currency: that of the registered bet, if there is one. */
export interface AcceptedOrder {
  readonly orderId: string;
  /** `amount`: the part of the stake that was cashed out. */
  readonly stake: Decimal;
  /** `refund_amount`: what the player gets. */
  readonly refund: Decimal;
}

export interface DeclinedOrders {
  readonly orderIds: readonly string[];
  /** Why, where the provider says so. */
  readonly reason: Reason | null;
}

export type CallbackOutcome = 'taken' | 'amount-conflict';

/**
 * Takes into account that an order is done. Said again it changes nothing; with other amounts it is refused, and the
 * contradiction is told once. `archived`: this order's cashout where the bet's item no longer holds it.
 */
export function takeAccepted(
  bet: Bet,
  archived: readonly Cashout[],
  order: AcceptedOrder,
  callback: Callback,
): { readonly bet: Bet; readonly outcome: CallbackOutcome } {
  // What was declined and archived is a late original now.
  if (archived.some(({ cashoutId }) => cashoutId === order.orderId)) return { bet, outcome: 'taken' };
  const command = toAcceptance(bet, order, callback);
  const { decision, bet: after } = apply(bet, order.orderId, command, callback);
  if (decision.outcome !== 'refused') return { bet: after, outcome: 'taken' };
  const contradiction = `contradicted by a callback: refund ${order.refund} for a stake of ${order.stake}`;
  const history = findCashout(bet, order.orderId)?.history ?? [];
  if (history.some(({ evidence }) => evidence === contradiction)) return { bet, outcome: 'amount-conflict' };
  return { bet: noteConflict(after, order.orderId, contradiction, callback), outcome: 'amount-conflict' };
}

/**
 * Reverses each of these orders that was accepted. One nobody has heard of yet is declined before it arrives: its
 * acceptance, which is late, changes nothing then.
 */
export function takeDeclined(
  bet: Bet,
  archived: readonly Cashout[],
  { orderIds, reason: why }: DeclinedOrders,
  callback: Callback,
): Bet {
  const declinedBefore = new Set(archived.map(({ cashoutId }) => cashoutId));
  let after = bet;
  for (const orderId of new Set(orderIds)) {
    if (declinedBefore.has(orderId)) continue;
    const isReversal = findCashout(after, orderId)?.status === 'accepted';
    const told = why ?? (isReversal ? null : reason('provider-rejected'));
    const command: Command = {
      ...toldBy(callback, 'declined'),
      name: 'callback-declined',
      ...(told === null ? {} : { reason: told }),
      opening: openingOf(bet, orderId, callback),
    };
    after = apply(after, orderId, command, callback).bet;
  }
  return after;
}

/** The table has a row for whatever a callback can meet: a decision of the provider's is never dropped silently. */
function apply(bet: Bet, orderId: string, command: Command, { causationId }: Callback): Applied {
  const applied = applyCommand(bet, orderId, command, causationId);
  assert(applied.decision.outcome !== 'no-row', `no row for ${command.name}`);
  return applied;
}

function toAcceptance(bet: Bet, order: AcceptedOrder, callback: Callback): Command & { amount: Money } {
  const known = findCashout(bet, order.orderId);
  // Of a bet registered since, it comes back in the currency nobody had said before.
  const currency = known?.settled ? known.settled.currency : (bet.registration?.stake.currency ?? null);
  const stake = money(order.stake, currency);
  const whole = bet.registration?.stake ?? null;
  const left = remainingStake(bet);
  const isWhole = whole !== null && known === undefined && compareMoney(stake, whole) >= 0;
  const payOut = bet.registration?.payOut ?? null;
  return {
    ...toldBy(callback, 'accepted'),
    name: 'callback-accepted',
    amount: money(order.refund, currency),
    pastKnownStake: known === undefined && left !== null && compareMoney(stake, left) > 0,
    opening: {
      ...openingOf(bet, order.orderId, callback),
      kind: isWhole ? 'full' : 'partial',
      // BETCORE pays a bet once and closes it: never for a part.
      payOut: isWhole && payOut !== null ? { ...payOut, stake } : null,
      stake,
    },
  };
}

function toldBy({ at, requestId, foreignParams }: Callback, callback: 'accepted' | 'declined') {
  return {
    at,
    evidence: `callback ${callback}, request ${requestId}`,
    ...(Object.keys(foreignParams).length === 0 ? {} : { foreignParams }),
  };
}

function openingOf({ registration }: Bet, orderId: string, { correlationId }: Callback): CashoutOpening {
  return {
    cashoutId: orderId,
    kind: 'partial',
    origin: 'provider',
    requested: null,
    stake: null,
    playerId: registration?.playerId ?? null,
    priceChange: null,
    fingerprint: null,
    payOut: null,
    sendBefore: null,
    leaseUntil: null,
    client: null,
    correlationId,
  };
}

/** For whoever looks into it, and so that the same contradiction, told again, is no second event. */
function noteConflict(bet: Bet, orderId: string, evidence: string, { at, requestId }: Callback): Bet {
  const cashouts = bet.cashouts.map((cashout) => {
    if (cashout.cashoutId !== orderId) return cashout;
    const { status, decidedBy, history } = cashout;
    const entry = { at, from: status, to: status, decidedBy, evidence, note: `request ${requestId}` };
    return { ...cashout, updatedAt: at, history: [...history, entry] };
  });
  return { ...bet, cashouts };
}
