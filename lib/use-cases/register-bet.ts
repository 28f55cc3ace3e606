import type { Bet, BetRef, Registration } from '../domain/bet/bet.ts';
import { registerBet as register } from '../domain/bet/register.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

export type RegisterBetResult =
  | { readonly outcome: 'registered' | 'repeated'; readonly bet: Bet }
  | { readonly outcome: 'differs' }
  | { readonly outcome: 'pay-out-too-late' };

/** Tells the hub what only the operator knows about a bet. */
export async function registerBet(
  needs: ChangeNeeds,
  ref: BetRef,
  registration: Registration,
): Promise<RegisterBetResult> {
  const { bet, result } = await changeBet(needs, await needs.bets.load(ref), (current) => {
    const registered = register(current, registration, needs.clock.now());
    return { bet: 'bet' in registered ? registered.bet : current, result: registered.outcome };
  });
  const isRefused = result === 'differs' || result === 'pay-out-too-late';
  return isRefused ? { outcome: result } : { outcome: result, bet };
}
