import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Watch } from '../domain/subscription/watch.ts';
import { maxWatchesPerLoad, type WatchStore } from '../ports/watch-store.ts';

/** Their writes queue for the connections of one container. */
const writesAtOnce = 16;

/** Each lost race means that somebody else wrote the watch; nobody does so many times in a moment. */
const maxRounds = 3;

/**
 * Ends the watches of bets there is nothing left to follow of, whoever is interested. The provider is not told: its
 * subscription wears out. Rejects when the store does not serve it; repeating it does no harm.
 */
export async function endWatches(watches: WatchStore, betIds: readonly string[]): Promise<void> {
  for (const part of chunks(betIds, maxWatchesPerLoad)) {
    let left = part;
    for (let round = 0; round < maxRounds && left.length > 0; round += 1) {
      const found = (await watches.loadMany(left)).filter((watch) => watch !== null);
      const lost: string[] = [];
      await inParallel(found, writesAtOnce, async (watch: Watch) => {
        if (!(await watches.remove(watch))) lost.push(watch.betId);
      });
      left = lost;
    }
  }
}
