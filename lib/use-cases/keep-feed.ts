import { takeFeedEvidence } from '../domain/cashout/feed-evidence.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { money } from '../domain/money/money.ts';
import type { FeedValue } from '../domain/subscription/feed-value.ts';
import { StoreUnavailable } from '../ports/bet-store.ts';
import type { FeedSink } from '../ports/feed.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import { type ChangeNeeds, Contention, changeBet } from './change-bet.ts';
import { endWatches } from './end-watches.ts';

export interface KeepFeedNeeds extends ChangeNeeds {
  readonly watches: WatchStore;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A value told at an instant further ahead than any clock would keep every later one out. */
const clocksApartMs = 60_000;

/** More would queue for the connections of one container. */
const writesAtOnce = 16;

/** Keeps what Odds88's feed tells: quotes with their watches, cashouts as evidence on their bets. */
export function keepFeed(needs: KeepFeedNeeds, runId: string): FeedSink {
  const { watches, clock, log, metrics } = needs;
  return {
    async keep(values) {
      // Not kept means that a later one is there, or that nobody follows the bet any more.
      const latest = clock.now() + clocksApartMs;
      await inParallel(values, writesAtOnce, (value) =>
        watches.keepQuote({ ...value, at: Math.min(value.at, latest) }),
      );
    },

    async cashedOut(value) {
      try {
        await record(needs, value, runId);
      } catch (fault) {
        if (fault instanceof StoreUnavailable || fault instanceof Contention) throw fault;
        // A bet that cannot be read is nothing the feed can wait for: a person looks at it.
        metrics.count('FeedCashoutsNotRecorded');
        log.error('a cashout the feed told of could not be recorded', fault, { betId: value.betId });
      }
    },
  };
}

async function record(needs: KeepFeedNeeds, value: FeedValue, runId: string): Promise<void> {
  const { watches, bets, clock, ids } = needs;
  const { betId, playerId, at: toldAt, amount } = value;
  const correlationId = ids.next();
  await changeBet(needs, await bets.load({ provider: 'odds88', betId }), (bet) => {
    const paid = amount && money(amount.value, amount.currency);
    const evidence = { at: clock.now(), toldAt, amount: paid, playerId, correlationId };
    return { bet: takeFeedEvidence(bet, evidence, runId), result: null };
  });
  await endWatches(watches, [betId]);
}
