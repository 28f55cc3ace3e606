import { inParallel } from '../domain/in-parallel.ts';
import { type Group, lapseAfterMs, renewed } from '../domain/subscription/group.ts';
import { interestUntil, type Watch } from '../domain/subscription/watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { maxWatchesPerLoad, type WatchStore } from '../ports/watch-store.ts';
import { type BetOutcome, callForBets } from './call-subscriptions.ts';
import { writeGroups } from './write-groups.ts';

export interface RenewGroupsNeeds {
  readonly watches: WatchStore;
  readonly groups: GroupStore;
  readonly subscriptions: SubscriptionProvider;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** How fast a run may call, and until when (epoch ms). */
export interface Pace {
  readonly betsPerCall: number;
  readonly callUntil: number;
  readonly answerBy: number;
  /** The next instant a call may begin; each is handed out once. */
  readonly nextSlot: (now: number) => number;
}

/** At 30 calls a second, enough for answers that take half a second. */
const callsAtOnce = 16;
const readsAtOnce = 8;
const writesAtOnce = 16;

/** Together shorter than what a run has left when it begins its last call. */
const pausesMs = [500, 1_000, 2_000, 4_000];

/**
 * Renews these groups: looks up who is still interested, subscribes those bets in full calls across all the
 * groups, and writes each group once. A group with a bet that could not be subscribed is not written: it stays
 * due and is tried again.
 */
export async function renewGroups(
  needs: RenewGroupsNeeds,
  ids: readonly string[],
  dueBefore: number,
  pace: Pace,
): Promise<void> {
  const due = (await needs.groups.loadMany(ids)).filter(
    (group): group is Group => group !== null && group.dueAt < dueBefore,
  );
  const followed = await followedBets(needs, due);
  const outcomes = await subscribeAll(needs, [...followed.values()].flat(), pace);
  const done = due.flatMap((group) => {
    const betIds = followed.get(group) ?? [];
    const answered = betIds.map((betId) => outcomes.get(betId)?.outcome ?? 'failed');
    const begun = betIds.flatMap((betId) => startOf(outcomes.get(betId)));
    // Without any bet left it has been renewed by having nothing to renew.
    const at = Math.min(needs.clock.now(), ...begun);
    noteLapse(needs, group, betIds.length, at);
    return isRenewed(answered) ? [renewed(group, betIds, at)] : [];
  });
  const refused = [...outcomes.values()].filter(({ outcome }) => outcome === 'refused').length;
  if (refused > 0) needs.metrics.count('SubscriptionsRefused', refused);
  await writeGroups(needs, done);
}

/**
 * Single bets the provider refuses do not hold up their group: they are tried again with it, and their quotes grow
 * stale. When it refuses all of them, it is not about the bets.
 */
function isRenewed(answered: readonly BetOutcome['outcome'][]): boolean {
  if (answered.includes('failed')) return false;
  return answered.length === 0 || answered.includes('done');
}

function startOf(outcome: BetOutcome | undefined): readonly number[] {
  return outcome?.outcome === 'done' ? [outcome.startedAt] : [];
}

/** The bets of each group that somebody is interested in. Of the others the watch is ended first, on the state it was read in. */
async function followedBets(
  { watches, clock }: RenewGroupsNeeds,
  due: readonly Group[],
): Promise<ReadonlyMap<Group, readonly string[]>> {
  const watchOf = await loadWatches(
    watches,
    due.flatMap(({ betIds }) => betIds),
  );
  const now = clock.now();
  const own = due.map((group) => ({
    group,
    watched: group.betIds.flatMap((betId) => {
      const watch = watchOf.get(betId);
      return watch?.group === group.id ? [watch] : [];
    }),
  }));
  const over = own.flatMap(({ watched }) => watched.filter((watch) => interestUntil(watch, now) === null));
  const ended = new Set<Watch>();
  await inParallel(over, writesAtOnce, async (watch) => {
    // Whoever joined since has made the removal fail, and counts on this group.
    if (await watches.remove(watch)) ended.add(watch);
  });
  return new Map(
    own.map(({ group, watched }) => [
      group,
      watched.filter((watch) => !ended.has(watch)).map(({ betId }) => betId),
    ]),
  );
}

async function loadWatches(
  watches: WatchStore,
  betIds: readonly string[],
): Promise<ReadonlyMap<string, Watch>> {
  const parts = Array.from({ length: Math.ceil(betIds.length / maxWatchesPerLoad) }, (_, part) =>
    betIds.slice(part * maxWatchesPerLoad, (part + 1) * maxWatchesPerLoad),
  );
  const found = await inParallel(parts, readsAtOnce, (part) => watches.loadMany(part));
  return new Map(found.flat().flatMap((watch) => (watch === null ? [] : [[watch.betId, watch]])));
}

/** What became of each bet, in calls as full as they can be. */
async function subscribeAll(
  { subscriptions, clock }: RenewGroupsNeeds,
  followed: readonly string[],
  { betsPerCall, callUntil, answerBy, nextSlot }: Pace,
): Promise<ReadonlyMap<string, BetOutcome>> {
  const betIds = [...new Set(followed)];
  const parts = Array.from({ length: Math.ceil(betIds.length / betsPerCall) }, (_, part) =>
    betIds.slice(part * betsPerCall, (part + 1) * betsPerCall),
  );
  const call = async (part: readonly string[]) => {
    await clock.sleep(nextSlot(clock.now()) - clock.now());
    return subscriptions.subscribe(part, answerBy);
  };
  const answered = await inParallel(parts, callsAtOnce, (part) =>
    callForBets({ clock, call, pausesMs, until: callUntil }, part),
  );
  return new Map(answered.flatMap((outcomes) => [...outcomes]));
}

/** A bet may have been without values for a while: the last call that subscribed it was begun too long ago. */
function noteLapse({ metrics }: RenewGroupsNeeds, { renewedAt }: Group, bets: number, at: number): void {
  if (renewedAt === null || at <= renewedAt + lapseAfterMs || bets === 0) return;
  metrics.count('SubscriptionLapsesPossible', bets);
}
