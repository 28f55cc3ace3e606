import type { Bet, BetRef } from '../domain/bet/bet.ts';
import { closeBet as close } from '../domain/bet/register.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

/** Closes a bet for cashouts: no new request is taken any more. Also for a bet the hub has never seen. */
export async function closeBet(
  needs: ChangeNeeds,
  ref: BetRef,
  by: { readonly actor: string; readonly reason: string },
): Promise<Bet> {
  const { bet } = await changeBet(needs, await needs.bets.load(ref), (current) => ({
    bet: close(current, { at: needs.clock.now(), ...by }),
    result: null,
  }));
  return bet;
}
