import { sameMoney } from '../money/money.ts';
import type { Bet, Closure, Registration } from './bet.ts';

export type Registered =
  | { readonly outcome: 'registered'; readonly bet: Bet }
  /** The same content again, or one that differs in `live` alone (taken over). */
  | { readonly outcome: 'repeated'; readonly bet: Bet }
  | { readonly outcome: 'differs' };

/** A registration is written once; afterwards only `live` may change, because a bet can go in-play. */
export function registerBet(bet: Bet, registration: Registration): Registered {
  const known = bet.registration;
  if (known === null) {
    if (hasOtherCurrency(bet, registration)) return { outcome: 'differs' };
    return { outcome: 'registered', bet: { ...bet, registration } };
  }
  const same =
    known.playerId === registration.playerId &&
    sameMoney(known.stake, registration.stake) &&
    known.freeBet === registration.freeBet;
  if (!same) return { outcome: 'differs' };
  if (known.live === registration.live) return { outcome: 'repeated', bet };
  return { outcome: 'repeated', bet: { ...bet, registration } };
}

/** Cashouts that came before the registration say what currency the bet is in. */
function hasOtherCurrency({ cashouts }: Bet, { stake }: Registration): boolean {
  return cashouts.some(({ requested }) => {
    const currency = requested?.currency ?? null;
    return currency !== null && currency !== stake.currency;
  });
}

/** Closing is final and idempotent: the first closure stays. */
export function closeBet(bet: Bet, closure: Closure): Bet {
  return bet.closed === null ? { ...bet, closed: closure } : bet;
}
