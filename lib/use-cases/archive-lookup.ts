import { withArchived } from '../domain/bet/archive.ts';
import { type Bet, type BetRef, findCashout } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';
import type { BetStore } from '../ports/bet-store.ts';

/** Where the bet's own item says that cashouts were archived, an id that is absent from it is looked up there. */
export interface LookUpNeeds {
  readonly bets: Pick<BetStore, 'load' | 'findArchived'>;
}

/** The archived ones among these cashouts that the bet's item does not hold, as that item changes. */
export function archiveLookup(
  { bets }: Pick<LookUpNeeds, 'bets'>,
  cashoutIds: readonly string[],
): (bet: Bet) => Promise<readonly Cashout[]> {
  let read: { readonly archives: number; readonly found: readonly Cashout[] } = { archives: 0, found: [] };
  return async (bet) => {
    const absent = cashoutIds.filter((cashoutId) => findCashout(bet, cashoutId) === undefined);
    if (absent.length === 0 || bet.archives === 0) return [];
    // Archives do not change once they are counted: only a new one is worth another look.
    if (read.archives !== bet.archives) {
      read = { archives: bet.archives, found: await bets.findArchived(bet, bet.archives, cashoutIds) };
    }
    return read.found.filter(({ cashoutId }) => absent.includes(cashoutId));
  };
}

/** A bet as it is now, and the cashout of that id, archived or not; undefined when there is none. */
export async function readCashout(
  { bets }: LookUpNeeds,
  ref: BetRef,
  cashoutId: string,
): Promise<{ readonly bet: Bet; readonly cashout: Cashout | undefined }> {
  const bet = await bets.load(ref);
  const archived = await archiveLookup({ bets }, [cashoutId])(bet);
  return { bet, cashout: findCashout(withArchived(bet, archived), cashoutId) };
}

/** A bet with all cashouts it ever had, to be shown and never saved; version 0 when it was never seen. */
export async function readWholeBet({ bets }: LookUpNeeds, ref: BetRef): Promise<Bet> {
  const bet = await bets.load(ref);
  if (bet.archives === 0) return bet;
  return withArchived(bet, await bets.findArchived(bet, bet.archives, 'all'));
}
