import { applyCommand, type Bet, findCashout } from '../bet/bet.ts';
import { toJsonNumber } from '../money/decimal.ts';
import { type Money, sameMoney } from '../money/money.ts';
import { reason } from '../reasons.ts';
import type { Cashout } from './cashout.ts';

export interface Resolution {
  /** What was paid, when the person says it was; null when it was not. */
  readonly paid: Money | null;
  readonly actor: string;
  readonly note: string;
}

export type Resolved =
  | { readonly outcome: 'resolved'; readonly bet: Bet }
  /** A person has said the same before. */
  | { readonly outcome: 'repeated' }
  | { readonly outcome: 'refused'; readonly code: ResolveRefusalCode };

export type ResolveRefusalCode =
  | 'cashout-not-found'
  | 'cashout-in-progress'
  | 'cashout-already-decided'
  | 'currency-differs'
  | 'pay-out-amount-too-long';

/** A person settles what nobody could know. Only an unknown cashout can be; `now` in epoch ms. */
export function resolveCashout(
  bet: Bet,
  cashoutId: string,
  resolution: Resolution,
  now: number,
  causationId: string,
): Resolved {
  const cashout = findCashout(bet, cashoutId);
  if (cashout === undefined) return { outcome: 'refused', code: 'cashout-not-found' };
  const { paid, actor, note } = resolution;
  // A bare number of an unregistered bet has none; then the person names it.
  const currency = cashout.requested?.currency ?? bet.registration?.stake.currency ?? null;
  if (paid !== null && currency !== null && paid.currency !== currency) {
    return { outcome: 'refused', code: 'currency-differs' };
  }
  // BETCORE's wire is JSON numbers.
  if (paid !== null && cashout.payOut !== null && toJsonNumber(paid.value) === undefined) {
    return { outcome: 'refused', code: 'pay-out-amount-too-long' };
  }
  if (saidBefore(cashout, paid)) return { outcome: 'repeated' };
  if (cashout.status === 'held' || cashout.status === 'pending') {
    return { outcome: 'refused', code: 'cashout-in-progress' };
  }
  const said = { at: now, actor, note, evidence: 'a person' };
  const command =
    paid === null
      ? ({ ...said, name: 'person-declines', reason: reason('provider-rejected') } as const)
      : ({ ...said, name: 'person-accepts', amount: paid } as const);
  const { decision, bet: after } = applyCommand(bet, cashoutId, command, causationId);
  if (decision.outcome === 'moved') return { outcome: 'resolved', bet: after };
  return { outcome: 'refused', code: 'cashout-already-decided' };
}

function saidBefore({ status, decidedBy, settled }: Cashout, paid: Money | null): boolean {
  if (decidedBy !== 'person') return false;
  if (paid === null) return status === 'declined';
  return status === 'accepted' && settled !== null && sameMoney(settled, paid);
}
