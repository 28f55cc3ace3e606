import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { type Reason, reason } from '../domain/reasons.ts';
import { interestUntil, withoutViewer } from '../domain/subscription/watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { maxWatchesPerLoad, type WatchStore } from '../ports/watch-store.ts';
import { callForBets } from './call-subscriptions.ts';

export interface UnsubscribeNeeds {
  readonly watches: WatchStore;
  readonly subscriptions: SubscriptionProvider;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export interface UnsubscribeAsked {
  /** Each once. */
  readonly betIds: readonly string[];
  readonly viewerId: string;
}

export type Unsubscribed =
  | { readonly betId: string; readonly outcome: 'cancelled' }
  | { readonly betId: string; readonly outcome: 'failed'; readonly reason: Reason };

/** API Gateway cuts a call off after 30 s. */
const answerWithinMs = 25_000;

/** A thousand bets are ten batches; their writes queue for the connections of one container. */
const batchesAtOnce = 4;
const writesAtOnce = 16;

/** A round that begins later may not end in time. */
const lastRoundMs = 10_000;

/** Each lost race means another call for the same bet won. */
const maxRounds = 5;

/** One more try covers what passes within a second. */
const pausesMs = [500];

/**
 * Ends the viewer's interest in these bets; with the last interest the bet is not renewed any more, and the
 * provider is told. A viewer or a bet nobody knows is cancelled already. Answers every bet, in the order asked.
 */
export async function unsubscribeBets(
  needs: UnsubscribeNeeds,
  asked: UnsubscribeAsked,
): Promise<readonly Unsubscribed[]> {
  const answerBy = needs.clock.now() + answerWithinMs;
  const { betsPerCall } = await needs.subscriptions.limits();
  const size = Math.min(betsPerCall, maxWatchesPerLoad);
  const done = await inParallel(chunks(asked.betIds, size), batchesAtOnce, (betIds) =>
    unsubscribeBatch(needs, { ...asked, betIds }, answerBy),
  );
  return done.flat();
}

async function unsubscribeBatch(
  needs: UnsubscribeNeeds,
  { betIds, viewerId }: UnsubscribeAsked,
  answerBy: number,
): Promise<readonly Unsubscribed[]> {
  const { watches, clock } = needs;
  const unwatched: string[] = [];
  let open = betIds;
  for (
    let round = 0;
    round < maxRounds && open.length > 0 && clock.now() < answerBy - lastRoundMs;
    round += 1
  ) {
    const found = await watches.loadMany(open);
    const lost: string[] = [];
    await inParallel(found, writesAtOnce, async (watch) => {
      if (watch === null) return;
      const viewers = withoutViewer(watch.viewers, viewerId, clock.now());
      if (viewers === null) {
        if (await watches.remove(watch)) unwatched.push(watch.betId);
        else lost.push(watch.betId);
      } else if (Object.hasOwn(watch.viewers, viewerId)) {
        if ((await watches.save({ ...watch, viewers }, watch)) === null) lost.push(watch.betId);
      }
    });
    open = lost;
  }
  await tellProvider(needs, unwatched, answerBy);
  const failed = new Set(open);
  return betIds.map((betId) =>
    failed.has(betId)
      ? { betId, outcome: 'failed', reason: reason('provider-throttled') }
      : { betId, outcome: 'cancelled' },
  );
}

/**
 * Nobody is interested any more, which is written already: should the provider not hear of it, the subscription
 * wears out by itself. A bet somebody began to follow meanwhile may have been subscribed before this call came
 * through, so it is subscribed once more.
 */
async function tellProvider(
  { watches, subscriptions, clock, log, metrics }: UnsubscribeNeeds,
  betIds: readonly string[],
  answerBy: number,
): Promise<void> {
  if (betIds.length === 0) return;
  try {
    const answer = await subscriptions.unsubscribe(betIds, answerBy);
    if (answer.outcome !== 'done') {
      log.warn('bets could not be unsubscribed', { bets: betIds.length, reason: answer.reason.code });
    }
    const now = clock.now();
    const again = (await watches.loadMany(betIds)).flatMap((watch) =>
      watch !== null && interestUntil(watch, now) !== null ? [watch.betId] : [],
    );
    if (again.length === 0) return;
    const outcomes = await callForBets(
      { clock, call: (part) => subscriptions.subscribe(part, answerBy), pausesMs, until: answerBy },
      again,
    );
    const left = [...outcomes.values()].filter(({ outcome }) => outcome !== 'done').length;
    if (left > 0) metrics.count('SubscriptionLapsesPossible', left);
  } catch (fault) {
    log.error('the provider could not be told of bets nobody follows', fault);
  }
}
