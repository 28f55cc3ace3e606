import { compare, zero } from '../money/decimal.ts';
import { sameMoney } from '../money/money.ts';
import { type Bet, type Closure, lessParts, type Registration } from './bet.ts';

export type Registered =
  | { readonly outcome: 'registered'; readonly bet: Bet }
  /** The same content again, or one that differs in `live` alone (taken over). */
  | { readonly outcome: 'repeated'; readonly bet: Bet }
  | { readonly outcome: 'differs' };

/**
 * A registration is written once; afterwards only `live` may change, because a bet can go in-play. `now` in epoch
 * ms.
 */
export function registerBet(bet: Bet, registration: Registration, now: number): Registered {
  const known = bet.registration;
  if (known === null) {
    if (hasOtherCurrency(bet, registration) || isPastStake(bet, registration)) return { outcome: 'differs' };
    const registeredAt = Math.max(now, ...bet.cashouts.map(({ createdAt }) => createdAt));
    return { outcome: 'registered', bet: { ...bet, registration: { ...registration, registeredAt } } };
  }
  const same =
    known.playerId === registration.playerId &&
    sameMoney(known.stake, registration.stake) &&
    known.freeBet === registration.freeBet;
  if (!same) return { outcome: 'differs' };
  if (known.live === registration.live) return { outcome: 'repeated', bet };
  return { outcome: 'repeated', bet: { ...bet, registration: { ...known, live: registration.live } } };
}

/** Cashouts that came before the registration say what currency the bet is in. */
function hasOtherCurrency({ cashouts }: Bet, registration: Registration): boolean {
  return cashouts.some(({ requested, stake, settled }) =>
    [requested, stake, settled].some((amount) => {
      const currency = amount?.currency ?? null;
      return currency !== null && currency !== registration.stake.currency;
    }),
  );
}

/** The parts cashed out before come to more than this stake: it is what was left, or of another bet. */
function isPastStake(bet: Bet, { stake }: Registration): boolean {
  return compare(lessParts(bet, stake).value, zero) < 0;
}

/** Closing is final and idempotent: the first closure stays. */
export function closeBet(bet: Bet, closure: Closure): Bet {
  return bet.closed === null ? { ...bet, closed: closure } : bet;
}
