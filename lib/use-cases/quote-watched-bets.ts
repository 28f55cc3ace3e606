import { reason } from '../domain/reasons.ts';
import { interestUntil } from '../domain/subscription/watch.ts';
import type { QuoteReader } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import type { WatchStore } from '../ports/watch-store.ts';

/** What Odds88's feed has told of the bets that are followed: no call to the provider. */
export function watchedBetsQuotes(watches: WatchStore, clock: Clock): QuoteReader {
  return {
    async readQuotes(bets) {
      const found = await watches.loadMany(bets.map(({ betId }) => betId));
      const now = clock.now();
      return found.map((watch) => {
        const followed = watch !== null && interestUntil(watch, now) !== null;
        const code = followed ? 'quote-pending' : 'not-subscribed';
        return { status: 'unavailable', reason: reason(code), openBetAvailable: null };
      });
    },
  };
}
