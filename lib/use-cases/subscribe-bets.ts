import { inParallel } from '../domain/in-parallel.ts';
import { type Reason, reason } from '../domain/reasons.ts';
import { adoptAfterMs, type Group, isHeld, maxBetsPerGroup, renewed } from '../domain/subscription/group.ts';
import { interestUntil, type Watch, withoutViewer, withViewer } from '../domain/subscription/watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log } from '../ports/telemetry.ts';
import { maxWatchesPerLoad, type WatchStore } from '../ports/watch-store.ts';
import { type BetOutcome, callForBets } from './call-subscriptions.ts';

export interface SubscribeNeeds {
  readonly watches: WatchStore;
  readonly groups: GroupStore;
  readonly subscriptions: SubscriptionProvider;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export interface SubscribeAsked {
  /** Each once. */
  readonly betIds: readonly string[];
  readonly viewerId: string;
  readonly keepForMs: number;
}

export type Subscribed =
  | { readonly betId: string; readonly outcome: 'subscribed'; readonly expiresAt: number }
  | { readonly betId: string; readonly outcome: 'failed'; readonly reason: Reason };

/** API Gateway cuts a call off after 30 s. */
const answerWithinMs = 25_000;

/** A thousand bets are ten batches; their writes queue for the connections of one container. */
const batchesAtOnce = 4;
const writesAtOnce = 16;

/** Each lost race means another call for the same bet won, and then this one mostly finds it watched. */
const maxRounds = 5;

/** A subscription is safe to ask for twice, and one more try covers what passes within a second. */
const pausesMs = [500];

/**
 * A watch may name its new group only this long after the group was written. Before a group is due nobody
 * prunes it, so the watch is there in time, even where two clocks disagree by a minute.
 */
const joinWithinMs = 20_000;

/**
 * Has the viewer follow these bets. A bet that is watched already costs no provider call. For the others the
 * group is written first, then their watches, then the provider is called: wherever this dies, the group is
 * due soon and the renewal finishes or undoes it. Answers every bet, in the order asked.
 */
export async function subscribeBets(
  needs: SubscribeNeeds,
  asked: SubscribeAsked,
): Promise<readonly Subscribed[]> {
  const answerBy = needs.clock.now() + answerWithinMs;
  const { betsPerCall } = await needs.subscriptions.limits();
  const size = Math.min(betsPerCall, maxBetsPerGroup, maxWatchesPerLoad);
  const batches = Array.from({ length: Math.ceil(asked.betIds.length / size) }, (_, index) =>
    asked.betIds.slice(index * size, (index + 1) * size),
  );
  const done = await inParallel(batches, batchesAtOnce, (betIds) =>
    subscribeBatch(needs, { ...asked, betIds }, answerBy),
  );
  return done.flat();
}

async function subscribeBatch(
  needs: SubscribeNeeds,
  { betIds, viewerId, keepForMs }: SubscribeAsked,
  answerBy: number,
): Promise<readonly Subscribed[]> {
  const answers = new Map<string, Subscribed>();
  let open = betIds;
  for (let round = 0; round < maxRounds && open.length > 0; round += 1) {
    const watches = await needs.watches.loadMany(open);
    const subscribed = await alreadySubscribed(needs, watches);
    const viewer = { viewerId, until: needs.clock.now() + keepForMs };
    await inParallel(subscribed, writesAtOnce, async (watch) => {
      const expiresAt = await joinWatch(needs, watch, viewer);
      if (expiresAt !== null) {
        answers.set(watch.betId, { betId: watch.betId, outcome: 'subscribed', expiresAt });
      }
    });
    const unwatched = open
      .map((betId, index) => ({ betId, watch: watches[index] ?? null }))
      .filter(({ watch }) => watch === null || !subscribed.includes(watch));
    for (const answer of await startWatching(needs, unwatched, viewer, answerBy)) {
      answers.set(answer.betId, answer);
    }
    open = open.filter((betId) => !answers.has(betId));
  }
  return betIds.map((betId) => answers.get(betId) ?? failed(betId, reason('provider-error')));
}

/**
 * The watches whose bets are subscribed at the provider by what their groups say. The others were begun by
 * somebody who may have died on the way, or wait for a renewal that is late: those are begun anew.
 */
async function alreadySubscribed(
  { groups, clock }: SubscribeNeeds,
  watches: readonly (Watch | null)[],
): Promise<readonly Watch[]> {
  const now = clock.now();
  const live = watches.filter((watch) => watch !== null && interestUntil(watch, now) !== null) as Watch[];
  const ids = [...new Set(live.map(({ group }) => group))];
  const found = ids.length === 0 ? [] : await groups.loadMany(ids);
  const subscribed = new Set(
    found.flatMap((group) =>
      group !== null && isHeld(group, now) ? group.betIds.map((betId) => `${group.id} ${betId}`) : [],
    ),
  );
  return live.filter(({ group, betId }) => subscribed.has(`${group} ${betId}`));
}

interface Viewer {
  readonly viewerId: string;
  readonly until: number;
}

/** When the viewer's interest ends now; null when somebody else wrote first. */
async function joinWatch(
  { watches, clock }: SubscribeNeeds,
  watch: Watch,
  { viewerId, until }: Viewer,
): Promise<number | null> {
  const viewers = withViewer(watch.viewers, viewerId, until, clock.now());
  const saved = await watches.save({ ...watch, viewers }, watch);
  return saved?.viewers[viewerId] ?? null;
}

interface Unwatched {
  readonly betId: string;
  /** What is there all the same. */
  readonly watch: Watch | null;
}

/** Answers the bets it could decide on; of the others somebody else wrote the watch first. */
async function startWatching(
  needs: SubscribeNeeds,
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
  const begun: Watch[] = [];
  await inParallel(bets, writesAtOnce, async ({ betId, watch }) => {
    if (clock.now() > madeAt + joinWithinMs) return;
    const viewers = withViewer(watch?.viewers ?? {}, viewer.viewerId, viewer.until, clock.now());
    const saved = await watches.save({ betId, viewers, group: group.id }, watch);
    if (saved !== null) begun.push(saved);
  });
  if (begun.length === 0) return [];
  const outcomes = await callForBets(
    { clock, call: (part) => subscriptions.subscribe(part, answerBy), pausesMs, until: answerBy },
    begun.map(({ betId }) => betId),
  );
  await settleGroup(needs, group, outcomes);
  return inParallel(begun, writesAtOnce, async (watch): Promise<Subscribed> => {
    const { betId } = watch;
    const outcome = outcomes.get(betId);
    if (outcome?.outcome === 'done') {
      return { betId, outcome: 'subscribed', expiresAt: watch.viewers[viewer.viewerId] ?? viewer.until };
    }
    await takeBack(needs, watch, viewer);
    return failed(betId, outcome?.reason ?? reason('provider-unreachable'));
  });
}

/**
 * All its bets are subscribed: it is due in its turn. Should that not be written, or a bet be missing, it is
 * renewed early, which finds out what each of its bets has come to.
 */
async function settleGroup(
  { groups, log }: SubscribeNeeds,
  group: Group,
  outcomes: ReadonlyMap<string, BetOutcome>,
): Promise<void> {
  const startedAts = group.betIds.map((betId) => {
    const outcome = outcomes.get(betId);
    return outcome?.outcome === 'done' ? outcome.startedAt : null;
  });
  if (!startedAts.every((at) => at !== null)) return;
  try {
    await groups.save(renewed(group, group.betIds, Math.min(...startedAts)));
  } catch (fault) {
    log.error('a new renewal group could not be settled', fault);
  }
}

/** Ends an interest that came to nothing. Where it is not the only one, or somebody has joined since, the renewal serves it. */
async function takeBack(
  { watches, clock, log }: SubscribeNeeds,
  watch: Watch,
  { viewerId }: Viewer,
): Promise<void> {
  if (withoutViewer(watch.viewers, viewerId, clock.now()) !== null) return;
  try {
    await watches.remove(watch);
  } catch (fault) {
    log.error('an interest could not be taken back', fault, { betId: watch.betId });
  }
}

function failed(betId: string, why: Reason): Subscribed {
  return { betId, outcome: 'failed', reason: why };
}
