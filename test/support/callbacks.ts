import { type Bet, withoutPublished } from '../../lib/domain/bet/bet.ts';
import {
  type AcceptedOrder,
  type Callback,
  takeAccepted,
  takeDeclined,
} from '../../lib/domain/cashout/callbacks.ts';
import type { Cashout, Status } from '../../lib/domain/cashout/cashout.ts';
import { decimal } from '../../lib/domain/money/decimal.ts';
import type { Money } from '../../lib/domain/money/money.ts';
import { aBet, aCashout, noon } from './builders.ts';

export const databetRef = { provider: 'databet', betId: '64b0f6a7c1d2e3f40516' } as const;

/** What a callback says besides its orders. */
export function aCallback(given: Partial<Callback> = {}): Callback {
  return {
    requestId: 'request-1',
    at: noon,
    foreignParams: {},
    correlationId: 'corr-1',
    causationId: 'call-1',
    ...given,
  };
}

export function anOrder(orderId: string, stake = '100', refund = '92.5'): AcceptedOrder {
  return { orderId, stake: decimal(stake), refund: decimal(refund) };
}

/** An amount nobody has said the currency of. */
export function bare(value: string): Money {
  return { value: decimal(value), currency: null };
}

export function betWith(cashouts: readonly Cashout[], given: Partial<Bet> = {}): Bet {
  return aBet({ ...databetRef, version: 3, cashouts, ...given });
}

/** The order `o1`, 92.5 for a stake of 100, as it stands in `status`. */
export function order(status: Status, given: Partial<Cashout> = {}): Cashout {
  const settled = status === 'accepted' || status === 'reversed' ? bare('92.5') : null;
  return aCashout(status, {
    ...{ cashoutId: 'o1', kind: 'partial', origin: 'provider', requested: null, fingerprint: null },
    ...{ sendBefore: null, client: null, stake: bare('100'), settled },
    ...given,
  });
}

/** The bet once this is written and its events are published. */
export function written(bet: Bet): Bet {
  return { ...withoutPublished(bet, bet.outbox), version: bet.version + 1 };
}

export function accept(bet: Bet, accepted: AcceptedOrder, given: Partial<Callback> = {}): Bet {
  return takeAccepted(bet, [], accepted, aCallback(given)).bet;
}

export function decline(bet: Bet, orderIds: readonly string[], given: Partial<Callback> = {}): Bet {
  return takeDeclined(bet, [], { orderIds, reason: null }, aCallback(given));
}

export function statesOf({ cashouts }: Bet): readonly string[] {
  return cashouts.map(({ cashoutId, status }) => `${cashoutId} ${status}`);
}

export function eventsOf({ outbox }: Bet): readonly string[] {
  return outbox.map(({ type, cashoutId }) => `${type} ${cashoutId}`);
}
