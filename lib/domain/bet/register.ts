import { capabilities } from '../capabilities.ts';
import { isOpen } from '../cashout/cashout.ts';
import { compare, zero } from '../money/decimal.ts';
import { sameMoney } from '../money/money.ts';
import { type Bet, type Closure, lessParts, type RegisteredPayOut, type Registration } from './bet.ts';

export type Registered =
  | { readonly outcome: 'registered'; readonly bet: Bet }
  /** The same content again, or one that differs in `live` alone (taken over). */
  | { readonly outcome: 'repeated'; readonly bet: Bet }
  | { readonly outcome: 'differs' }
  /** The bet is cashed out, or about to be, and not by the pay-out of this registration: it would never be paid. */
  | { readonly outcome: 'pay-out-too-late' };

/**
 * A registration is written once; afterwards only `live` may change, because a bet can go in-play. `now` in epoch
 * ms.
 */
export function registerBet(bet: Bet, registration: Registration, now: number): Registered {
  const known = bet.registration;
  if (known === null) {
    const isRefused = hasOtherCurrency(bet, registration) || isPastStake(bet, registration);
    if (isRefused) return { outcome: 'differs' };
    if (isTooLateToPay(bet, registration)) return { outcome: 'pay-out-too-late' };
    const registeredAt = Math.max(now, ...bet.cashouts.map(({ createdAt }) => createdAt));
    return { outcome: 'registered', bet: { ...bet, registration: { ...registration, registeredAt } } };
  }
  const same =
    known.playerId === registration.playerId &&
    sameMoney(known.stake, registration.stake) &&
    known.freeBet === registration.freeBet &&
    samePayOut(known.payOut, registration.payOut);
  if (!same) return { outcome: 'differs' };
  if (known.live === registration.live) return { outcome: 'repeated', bet };
  return { outcome: 'repeated', bet: { ...bet, registration: { ...known, live: registration.live } } };
}

function samePayOut(one: RegisteredPayOut | null, other: RegisteredPayOut | null): boolean {
  return one?.sessionId === other?.sessionId && one?.betcoreBetId === other?.betcoreBetId;
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

/** What a whole cashout is paid with was fixed when it was asked for; parts never go with a pay-out. */
function isTooLateToPay({ cashouts }: Bet, { payOut }: Registration): boolean {
  if (payOut === null) return false;
  return cashouts.some(
    (cashout) =>
      cashout.kind !== 'partial' &&
      (cashout.status === 'accepted' || isOpen(cashout)) &&
      cashout.payOut?.betcoreBetId !== payOut.betcoreBetId,
  );
}

/**
 * The parts cashed out before come to more than this stake: it is what was left, or of another bet. A provider that
 * decides by itself may have let that happen: its bets are better known late than never.
 */
function isPastStake(bet: Bet, { stake }: Registration): boolean {
  if (capabilities[bet.provider].callbacks) return false;
  return compare(lessParts(bet, stake).value, zero) < 0;
}

/** Closing is final and idempotent: the first closure stays. */
export function closeBet(bet: Bet, closure: Closure): Bet {
  return bet.closed === null ? { ...bet, closed: closure } : bet;
}
