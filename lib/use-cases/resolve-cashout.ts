import { assert } from '../domain/assert.ts';
import { withArchived } from '../domain/bet/archive.ts';
import { type Bet, type BetRef, findCashout } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import {
  type Resolution,
  type Resolved,
  type ResolveRefusalCode,
  resolveCashout as resolve,
} from '../domain/cashout/resolve.ts';
import { type Change, type ChangeNeeds, changeBet } from './change-bet.ts';

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
  const decide = (current: Bet, archived: readonly Cashout[]): Change<Resolved> => {
    const whole = withArchived(current, archived);
    const resolved = resolve(whole, cashoutId, resolution, needs.clock.now(), causationId);
    if (resolved.outcome !== 'resolved') return { bet: current, result: resolved };
    assert(whole === current, 'what is archived was decided for good');
    return { bet: resolved.bet, result: resolved };
  };
  const { bet, result } = await changeBet(needs, await needs.bets.load(ref), decide, [cashoutId]);
  if (result.outcome === 'refused') return { ...result, bet };
  const cashout = findCashout(bet, cashoutId);
  assert(cashout !== undefined, 'a resolved cashout is there');
  return { outcome: 'resolved', bet, cashout };
}
