import type { Bet, BetRef } from '../domain/bet/bet.ts';
import { closeBet as close } from '../domain/bet/register.ts';
import { capabilities } from '../domain/capabilities.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';
import { endWatches } from './end-watches.ts';

export interface CloseNeeds extends ChangeNeeds {
  readonly watches: WatchStore;
}

/**
 * Closes a bet for cashouts: no new request is taken any more, and nobody follows it. Also for a bet the hub has never
 * seen. Rejects where its watch could not be ended, with the bet closed all the same: the caller repeats, and what is
 * quoted for it until then is refused when it is asked for.
 */
export async function closeBet(
  needs: CloseNeeds,
  ref: BetRef,
  by: { readonly actor: string; readonly reason: string },
): Promise<Bet> {
  // First, because whoever dies between the two has lost no more than a quote.
  const unended = await endWatchOf(needs, ref);
  const { bet } = await changeBet(needs, await needs.bets.load(ref), (current) => ({
    bet: close(current, { at: needs.clock.now(), ...by }),
    result: null,
  }));
  if (unended !== null) throw unended.fault;
  return bet;
}

async function endWatchOf(
  { watches }: CloseNeeds,
  { provider, betId }: BetRef,
): Promise<{ readonly fault: unknown } | null> {
  try {
    if (capabilities[provider].subscriptions) await endWatches(watches, [betId]);
    return null;
  } catch (fault) {
    return { fault };
  }
}
