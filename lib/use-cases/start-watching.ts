import { inParallel } from '../domain/in-parallel.ts';
import { type Reason, reason } from '../domain/reasons.ts';
import { adoptAfterMs, type Group, settled } from '../domain/subscription/group.ts';
import { type Watch, withoutViewer, withViewer } from '../domain/subscription/watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log } from '../ports/telemetry.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import { type BetOutcome, callForBets } from './call-subscriptions.ts';

export interface WatchingNeeds {
  readonly watches: WatchStore;
  readonly groups: GroupStore;
  readonly subscriptions: SubscriptionProvider;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export type Subscribed =
  | { readonly betId: string; readonly outcome: 'subscribed'; readonly expiresAt: number }
  | { readonly betId: string; readonly outcome: 'failed'; readonly reason: Reason };

/** Their writes queue for the connections of one container. */
const writesAtOnce = 16;

/** A subscription is safe to ask for twice, and one more try covers what passes within a second. */
const pausesMs = [500];

/**
 * A watch may name its new group only this long after the group was written. Before a group is due nobody
 * prunes it, so the watch is there in time, even where two clocks disagree by a minute.
 */
const joinWithinMs = 20_000;

export interface Viewer {
  readonly viewerId: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

export interface Unwatched {
  readonly betId: string;
  /** What is there all the same. */
  readonly watch: Watch | null;
}

/**
 * Begins to watch these bets. The group is written first, then their watches, then the provider is called: wherever
 * this dies, the group is due soon and the renewal finishes or undoes it. Answers the bets it could decide on; of the
 * others somebody else wrote the watch first.
 */
export async function startWatching(
  needs: WatchingNeeds,
  bets: readonly Unwatched[],
  viewer: Viewer,
  answerBy: number,
): Promise<readonly Subscribed[]> {
  if (bets.length === 0) return [];
  const { groups, watches, clock, ids, subscriptions } = needs;
  const madeAt = clock.now();
  const group = await groups.save({
    id: ids.next(),
    betIds: bets.map(({ betId }) => betId),
    renewedAt: null,
    dueAt: madeAt + adoptAfterMs,
    version: 0,
  });
  if (group === null) return [];
  const begun: Begun[] = [];
  await inParallel(bets, writesAtOnce, async ({ betId, watch: before }) => {
    if (clock.now() > madeAt + joinWithinMs) return;
    const viewers = withViewer(before?.viewers ?? {}, viewer.viewerId, viewer.until, clock.now());
    try {
      const watch = await watches.save({ betId, viewers, group: group.id }, before);
      if (watch !== null) begun.push({ watch, before });
    } catch (fault) {
      // The other bets are none the worse for it; this one is asked for again.
      needs.log.error('a watch could not be begun', fault, { betId });
    }
  });
  if (begun.length === 0) return [];
  const outcomes = await callForBets(
    { clock, call: (part) => subscriptions.subscribe(part, answerBy), pausesMs, until: answerBy },
    begun.map(({ watch }) => watch.betId),
  );
  await settleGroup(needs, group, outcomes);
  return inParallel(begun, writesAtOnce, async (one): Promise<Subscribed> => {
    const { betId, viewers } = one.watch;
    const outcome = outcomes.get(betId);
    if (outcome?.outcome === 'done') {
      return { betId, outcome: 'subscribed', expiresAt: viewers[viewer.viewerId] ?? viewer.until };
    }
    await takeBack(needs, one, viewer);
    return failed(betId, outcome?.reason ?? reason('provider-unreachable'));
  });
}

/**
 * All its bets are subscribed: it is due in its turn. Should that not be written, or a bet be missing, it is
 * renewed early, which finds out what each of its bets has come to.
 */
async function settleGroup(
  { groups, log }: WatchingNeeds,
  group: Group,
  outcomes: ReadonlyMap<string, BetOutcome>,
): Promise<void> {
  const startedAts = group.betIds.map((betId) => {
    const outcome = outcomes.get(betId);
    return outcome?.outcome === 'done' ? outcome.startedAt : null;
  });
  if (!startedAts.every((at) => at !== null)) return;
  try {
    await groups.save(settled(group, Math.min(...startedAts)));
  } catch (fault) {
    log.error('a new renewal group could not be settled', fault);
  }
}

/** A watch as it was written, and as it was before. */
interface Begun {
  readonly watch: Watch;
  readonly before: Watch | null;
}

/**
 * Ends an interest that came to nothing, and with the last one the watch; what the viewer was promised before stays.
 * Somebody who began the bet anew has taken it along; the same viewer with a later end has asked again.
 */
async function takeBack(
  { watches, clock, log }: WatchingNeeds,
  { watch: { betId }, before }: Begun,
  { viewerId, until }: Viewer,
): Promise<void> {
  try {
    const [watch] = await watches.loadMany([betId]);
    if (watch == null || watch.viewers[viewerId] !== until) return;
    const now = clock.now();
    const others = withoutViewer(watch.viewers, viewerId, now);
    const promised = before?.viewers[viewerId] ?? 0;
    const viewers = promised > now ? { ...others, [viewerId]: promised } : others;
    // A lost race leaves the interest to its end, and the renewal looks after it.
    await (viewers === null ? watches.remove(watch) : watches.save({ ...watch, viewers }, watch));
  } catch (fault) {
    log.error('an interest could not be taken back', fault, { betId });
  }
}

function failed(betId: string, why: Reason): Subscribed {
  return { betId, outcome: 'failed', reason: why };
}
