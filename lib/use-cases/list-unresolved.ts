import type { Bet } from '../domain/bet/bet.ts';
import { type Cashout, isUnresolved } from '../domain/cashout/cashout.ts';
import type { BetStore, UnresolvedPosition } from '../ports/bet-store.ts';

export interface UnresolvedCashout {
  readonly bet: Bet;
  readonly cashout: Cashout;
}

/**
 * What waits for a person, longest first. `limit` bounds the bets looked at: a bet settled a moment ago may
 * still be in the index and leaves a gap, never a wrong entry.
 */
export async function listUnresolved(
  { bets }: { readonly bets: BetStore },
  limit: number,
  after: UnresolvedPosition | null,
): Promise<{ readonly items: readonly UnresolvedCashout[]; readonly next: UnresolvedPosition | null }> {
  const { refs, next } = await bets.listUnresolved(limit, after);
  const loaded = refs.length === 0 ? [] : await bets.loadMany(refs);
  const items = loaded.flatMap((bet) =>
    bet.cashouts.filter(isUnresolved).map((cashout) => ({ bet, cashout })),
  );
  return { items, next };
}
