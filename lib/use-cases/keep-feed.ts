import { takeFeedEvidence } from '../domain/cashout/feed-evidence.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { money } from '../domain/money/money.ts';
import type { FeedSink } from '../ports/feed.ts';
import type { Ids } from '../ports/ids.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';

export interface KeepFeedNeeds extends ChangeNeeds {
  readonly watches: WatchStore;
  readonly ids: Ids;
}

/** More would queue for the connections of one container. */
const writesAtOnce = 16;

/** Keeps what Odds88's feed tells: quotes with their watches, cashouts as evidence on their bets. */
export function keepFeed(needs: KeepFeedNeeds, runId: string): FeedSink {
  const { watches, bets, clock, ids } = needs;
  return {
    async keep(values) {
      // Not kept means that a later one is there, or that nobody follows the bet any more.
      await inParallel(values, writesAtOnce, (value) => watches.keepQuote(value));
    },

    async cashedOut({ betId, playerId, at: toldAt, amount }) {
      const ref = { provider: 'odds88', betId } as const;
      const correlationId = ids.next();
      await changeBet(needs, await bets.load(ref), (bet) => {
        const evidence = {
          at: clock.now(),
          toldAt,
          amount: amount && money(amount.value, amount.currency),
          playerId,
          correlationId,
        };
        return { bet: takeFeedEvidence(bet, evidence, runId), result: null };
      });
      // There is nothing left to follow. Where somebody writes it at this moment, its interest ends by itself.
      const [watch] = await watches.loadMany([betId]);
      if (watch != null) await watches.remove(watch);
    },
  };
}
