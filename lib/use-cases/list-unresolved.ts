import type { Bet } from '../domain/bet/bet.ts';
import { type Cashout, isUnresolved } from '../domain/cashout/cashout.ts';
import { needsPerson, type PayOut } from '../domain/pay-out/pay-out.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { PayOutStore } from '../ports/pay-out-store.ts';
import type { UnresolvedItem, WorkList } from '../ports/work-list.ts';

export type Unresolved =
  | { readonly type: 'cashout'; readonly bet: Bet; readonly cashout: Cashout }
  | { readonly type: 'pay-out'; readonly payOut: PayOut };

export interface ListUnresolvedNeeds {
  readonly bets: BetStore;
  readonly payOuts: PayOutStore;
  readonly work: WorkList;
}

/**
 * What waits for a person, longest first. `limit` bounds the items looked at: one settled a moment ago may
 * still be in the index and leaves a gap, never a wrong entry.
 */
export async function listUnresolved(
  { bets, payOuts, work }: ListUnresolvedNeeds,
  limit: number,
  after: UnresolvedItem | null,
): Promise<{ readonly items: readonly Unresolved[]; readonly next: UnresolvedItem | null }> {
  const { refs, next } = await work.listUnresolved(limit, after);
  const betRefs = refs.filter((ref) => ref.type === 'bet');
  const ids = refs.filter((ref) => ref.type === 'pay-out').map(({ betcoreBetId }) => betcoreBetId);
  const [ofBets, ofPayOuts] = await Promise.all([
    betRefs.length === 0 ? [] : bets.loadMany(betRefs),
    ids.length === 0 ? [] : payOuts.loadMany(ids),
  ]);
  // Each in the place the list has it at.
  const [nextBet, nextPayOut] = [ofBets.values(), ofPayOuts.values()];
  const items = refs.flatMap((ref): readonly Unresolved[] => {
    if (ref.type === 'bet') {
      const bet = nextBet.next().value;
      return bet === undefined ? [] : unresolvedOf(bet);
    }
    const payOut = nextPayOut.next().value;
    return payOut !== undefined && needsPerson(payOut) ? [{ type: 'pay-out', payOut }] : [];
  });
  return { items, next };
}

function unresolvedOf(bet: Bet): readonly Unresolved[] {
  return bet.cashouts.filter(isUnresolved).map((cashout) => ({ type: 'cashout', bet, cashout }));
}
