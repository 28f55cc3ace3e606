import { inParallel } from '../domain/in-parallel.ts';
import { type Group, lapseAfterMs, renewed } from '../domain/subscription/group.ts';
import type { Clock } from '../ports/clock.ts';
import type { GroupStore } from '../ports/group-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { WatchStore } from '../ports/watch-store.ts';
import type { BetOutcome } from './call-subscriptions.ts';
import { endAll, followedBets, loadWatches } from './followed-bets.ts';
import { type Pace, subscribeAll } from './renewal-calls.ts';
import { setApart, writeGroups } from './write-groups.ts';

export interface RenewGroupsNeeds {
  readonly watches: WatchStore;
  readonly groups: GroupStore;
  readonly subscriptions: SubscriptionProvider;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
}

const readsAtOnce = 8;

/**
 * Renews these groups: looks up who is still interested, subscribes those bets in full calls across all the groups,
 * and writes each group once. A group with a bet nobody knows the state of is not written: it stays due and is tried
 * again. Bets that fail by themselves while others do not are set apart, so that they hold up nobody else.
 */
export async function renewGroups(
  needs: RenewGroupsNeeds,
  ids: readonly string[],
  dueBefore: number,
  pace: Pace,
): Promise<void> {
  const due = (await loadGroups(needs, ids)).filter(({ dueAt }) => dueAt < dueBefore);
  const followed = await followedBets(needs, due);
  const outcomes = await subscribeAll(needs, [...new Set([...followed.values()].flat())], pace);
  const takesOthers = [...outcomes.values()].some(({ outcome }) => outcome === 'done');
  const ended = await endRefused(needs, outcomes, takesOthers);
  const stuck = (betId: string): boolean => {
    const outcome = outcomes.get(betId);
    return takesOthers && outcome?.outcome === 'failed' && outcome.alone;
  };
  const done: Group[] = [];
  for (const group of due) {
    const left = (followed.get(group) ?? []).filter((betId) => !ended.has(betId));
    const betIds = left.filter((betId) => !stuck(betId));
    const begun = betIds.flatMap((betId) => startOf(outcomes.get(betId)));
    // Without any bet left it has been renewed by having nothing to renew.
    const at = Math.min(needs.clock.now(), ...begun);
    noteLapse(needs, group, left.length, at);
    if (begun.length < betIds.length) continue;
    const apart = await setApart(needs, group, left.filter(stuck));
    done.push(renewed(group, [...betIds, ...left.filter((betId) => stuck(betId) && !apart.has(betId))], at));
  }
  count(needs, outcomes);
  await writeGroups(needs, done);
}

/** Of these groups those that can be read. */
async function loadGroups(
  { groups, log }: RenewGroupsNeeds,
  ids: readonly string[],
): Promise<readonly Group[]> {
  const one = (id: string) =>
    groups.loadMany([id]).catch((fault: unknown) => {
      log.error('a renewal group could not be read', fault);
      return [];
    });
  const found = await groups
    .loadMany(ids)
    .catch(async () => (await inParallel(ids, readsAtOnce, one)).flat());
  return found.flatMap((group) => (group === null ? [] : [group]));
}

/**
 * Ends the watches of bets the provider refuses by themselves while it takes others: nobody is to believe that they
 * are followed. When it takes none at all, that is not about the bets, and they are tried again.
 */
async function endRefused(
  needs: RenewGroupsNeeds,
  outcomes: ReadonlyMap<string, BetOutcome>,
  takesOthers: boolean,
): Promise<ReadonlySet<string>> {
  const refused = [...outcomes].flatMap(([betId, { outcome }]) => (outcome === 'refused' ? [betId] : []));
  if (refused.length === 0 || !takesOthers) return new Set();
  needs.log.warn('the provider refuses bets', { bets: refused.length });
  const watches = [...(await loadWatches(needs, refused)).values()].filter((watch) => watch !== 'unreadable');
  return endAll(needs, watches);
}

function startOf(outcome: BetOutcome | undefined): readonly number[] {
  return outcome?.outcome === 'done' ? [outcome.startedAt] : [];
}

function count({ metrics }: RenewGroupsNeeds, outcomes: ReadonlyMap<string, BetOutcome>): void {
  const names = {
    done: 'SubscriptionsRenewed',
    refused: 'SubscriptionsRefused',
    failed: 'SubscriptionsFailed',
  } as const;
  for (const [outcome, name] of Object.entries(names)) {
    const bets = [...outcomes.values()].filter((one) => one.outcome === outcome).length;
    if (bets > 0) metrics.count(name, bets);
  }
}

/** A bet may have been without values for a while: the last call that subscribed it was begun too long ago. */
function noteLapse({ metrics }: RenewGroupsNeeds, { renewedAt }: Group, bets: number, at: number): void {
  if (renewedAt === null || at <= renewedAt + lapseAfterMs || bets === 0) return;
  metrics.count('SubscriptionLapsesPossible', bets);
}
