import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Group } from '../domain/subscription/group.ts';
import { interestUntil, type Watch } from '../domain/subscription/watch.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/telemetry.ts';
import { maxWatchesPerLoad, type WatchStore } from '../ports/watch-store.ts';

export interface FollowedBetsNeeds {
  readonly watches: WatchStore;
  readonly clock: Clock;
  readonly log: Log;
}

const readsAtOnce = 8;
const writesAtOnce = 16;

/**
 * The bets of each group that somebody is interested in. Of the others the watch is ended first, on the state it was
 * read in. A watch that cannot be read or ended is one somebody may count on.
 */
export async function followedBets(
  needs: FollowedBetsNeeds,
  groups: readonly Group[],
): Promise<ReadonlyMap<Group, readonly string[]>> {
  const betIds = groups.flatMap((group) => group.betIds);
  const watchOf = await loadWatches(needs, betIds);
  const now = needs.clock.now();
  const over: Watch[] = [];
  const followed = groups.map((group): [Group, string[]] => {
    const own = group.betIds.filter((betId) => {
      const watch = watchOf.get(betId);
      if (watch === 'unreadable') return true;
      if (watch?.group !== group.id) return false;
      if (interestUntil(watch, now) === null) over.push(watch);
      return true;
    });
    return [group, own];
  });
  const ended = await endAll(needs, over);
  return new Map(followed.map(([group, own]) => [group, own.filter((betId) => !ended.has(betId))]));
}

/** The bets whose watch is gone now. Whoever joined since has made the removal fail, and counts on the group. */
export async function endAll(
  { watches, log }: FollowedBetsNeeds,
  over: readonly Watch[],
): Promise<ReadonlySet<string>> {
  const ended = new Set<string>();
  await inParallel(over, writesAtOnce, async (watch) => {
    try {
      if (await watches.remove(watch)) ended.add(watch.betId);
    } catch (fault) {
      log.error('a watch could not be ended', fault, { betId: watch.betId });
    }
  });
  return ended;
}

export type Loaded = ReadonlyMap<string, Watch | 'unreadable'>;

/** The watches of these bets; a hundred per call, and one by one where a hundred cannot be read. */
export async function loadWatches(needs: FollowedBetsNeeds, betIds: readonly string[]): Promise<Loaded> {
  const found = await inParallel(chunks(betIds, maxWatchesPerLoad), readsAtOnce, (part) =>
    needs.watches.loadMany(part).catch(() => oneByOne(needs, part)),
  );
  const all = found.flat();
  return new Map(
    betIds.flatMap((betId, place) => {
      const watch = all[place] ?? null;
      return watch === null ? [] : [[betId, watch]];
    }),
  );
}

async function oneByOne(
  { watches, log }: FollowedBetsNeeds,
  betIds: readonly string[],
): Promise<readonly (Watch | 'unreadable' | null)[]> {
  return inParallel(betIds, readsAtOnce, async (betId) => {
    try {
      return (await watches.loadMany([betId]))[0] ?? null;
    } catch (fault) {
      log.error('a watch could not be read', fault, { betId });
      return 'unreadable' as const;
    }
  });
}
