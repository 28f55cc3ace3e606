import { assert } from '../domain/assert.ts';
import { type Bet, type BetRef, findCashout } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import {
  type Resolution,
  type ResolveRefusalCode,
  resolveCashout as resolve,
} from '../domain/cashout/resolve.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

export type ResolveCashoutResult =
  | { readonly outcome: 'resolved'; readonly bet: Bet; readonly cashout: Cashout }
  | { readonly outcome: 'refused'; readonly code: ResolveRefusalCode; readonly bet: Bet };

/** A person says how an unknown cashout ended. Said again in the same words, it changes nothing. */
export async function resolveCashout(
  needs: ChangeNeeds,
  ref: BetRef,
  cashoutId: string,
  resolution: Resolution,
  causationId: string,
): Promise<ResolveCashoutResult> {
  const { bet, result } = await changeBet(needs, await needs.bets.load(ref), (current) => {
    const resolved = resolve(current, cashoutId, resolution, needs.clock.now(), causationId);
    return { bet: resolved.outcome === 'resolved' ? resolved.bet : current, result: resolved };
  });
  if (result.outcome === 'refused') return { ...result, bet };
  const cashout = findCashout(bet, cashoutId);
  assert(cashout !== undefined, 'a resolved cashout is there');
  return { outcome: 'resolved', bet, cashout };
}
