import { assert } from '../assert.ts';
import { applyCommand, type Bet } from '../bet/bet.ts';
import { inCurrency } from '../money/money.ts';
import type { Cashout } from './cashout.ts';
import { payOutOf } from './pay-out-of.ts';
import { type CashoutAsked, judgeRequest, type RefusalCode } from './refusals.ts';

/** A request that has not left by then never will: a late one would meet a price nobody looked at. */
export const sendWithinMs = 10_000;

/**
 * Whoever sends has this long to record the answer before the sweeper takes the cashout over. More than the
 * 25 s a request may take and the 30 s two clocks may disagree by.
 */
export const leaseMs = 60_000;

export type Requested =
  | { readonly outcome: 'started'; readonly bet: Bet; readonly cashout: Cashout }
  | { readonly outcome: 'repeat'; readonly cashout: Cashout }
  | { readonly outcome: 'refused'; readonly code: RefusalCode };

/** Starts a cashout on the bet as pending, or says why not. `now` in epoch ms. */
export function requestCashout(bet: Bet, asked: CashoutAsked, now: number, causationId: string): Requested {
  const spoken = inCurrencyOf(bet, asked);
  const judged = judgeRequest(bet, spoken);
  if (judged.outcome !== 'new') return judged;
  const { by, ticketStake: _, ...opening } = spoken;
  const playerId = asked.playerId ?? bet.registration?.playerId ?? null;
  const applied = applyCommand(
    bet,
    asked.cashoutId,
    {
      name: 'request',
      at: now,
      ...by,
      opening: {
        ...opening,
        playerId,
        payOut: payOutOf(bet, asked.payOut),
        origin: 'operator',
        sendBefore: now + sendWithinMs,
        leaseUntil: now + leaseMs,
      },
    },
    causationId,
  );
  assert(applied.decision.outcome === 'moved', 'a new request always starts');
  return { outcome: 'started', bet: applied.bet, cashout: applied.decision.cashout };
}

/** Bare numbers are of the currency the bet is registered in. */
function inCurrencyOf({ registration }: Bet, asked: CashoutAsked): CashoutAsked {
  if (registration === null) return asked;
  const { currency } = registration.stake;
  const { requested, stake } = asked;
  return {
    ...asked,
    requested: inCurrency(requested, currency),
    stake: stake && inCurrency(stake, currency),
  };
}
