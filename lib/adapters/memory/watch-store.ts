import { isDeepStrictEqual } from 'node:util';
import { assert } from '../../domain/assert.ts';
import type { Watch } from '../../domain/subscription/watch.ts';
import { maxWatchesPerLoad, type WatchStore } from '../../ports/watch-store.ts';
import { copied } from './copy.ts';

/**
 * Watches in this process: the twin of the DynamoDB store, with the same refusals. What it holds is frozen and
 * handed out as it is: callers cannot change it, and a million watches are read without a copy.
 */
export function memoryWatchStore(): WatchStore {
  const stored = new Map<string, Watch>();

  function isStill(read: Watch): boolean {
    const current = stored.get(read.betId);
    return current?.version === read.version && current.group === read.group;
  }

  return {
    async loadMany(betIds) {
      assert(betIds.length <= maxWatchesPerLoad, `at most ${maxWatchesPerLoad} watches in one call`);
      return betIds.map((betId) => stored.get(betId) ?? null);
    },

    async save({ betId, viewers, group }, read) {
      const current = stored.get(betId);
      const quote = current?.quote ?? null;
      const next = frozen({
        betId,
        viewers: { ...viewers },
        group,
        quote,
        version: (read?.version ?? 0) + 1,
      });
      if (read === null ? current === undefined : isStill(read)) {
        stored.set(betId, next);
        return next;
      }
      return isDeepStrictEqual(current, next) ? next : null;
    },

    async move(betId, from, to) {
      const current = stored.get(betId);
      if (current?.group !== from) return false;
      stored.set(betId, frozen({ ...current, group: to, version: current.version + 1 }));
      return true;
    },

    async keepQuote({ betId, at, status, amount, reason }) {
      const current = stored.get(betId);
      if (current === undefined || (current.quote !== null && current.quote.at > at)) return false;
      stored.set(betId, Object.freeze({ ...current, quote: copied({ at, status, amount, reason }) }));
      return true;
    },

    async remove(read) {
      if (stored.has(read.betId) && !isStill(read)) return false;
      stored.delete(read.betId);
      return true;
    },
  };
}

function frozen(watch: Watch): Watch {
  const ends = Object.values(watch.viewers);
  assert(ends.length > 0, 'a watch has a viewer');
  assert(ends.every(Number.isSafeInteger), 'an interest ends at an instant');
  Object.freeze(watch.viewers);
  return Object.freeze(watch);
}
