import { isDeepStrictEqual } from 'node:util';
import { assert } from '../../domain/assert.ts';
import type { FeedLease, FeedLeaseStore } from '../../ports/feed-lease-store.ts';
import { copied } from './copy.ts';

/** Feed leases in this process: the twin of the DynamoDB store, with the same refusals. */
export function memoryFeedLeaseStore(): FeedLeaseStore {
  const leases = new Map<string, FeedLease>();
  return {
    async load(name) {
      return copied(leases.get(name) ?? null);
    },

    async save(name, next, read) {
      const { cursor, connects } = next;
      const instants = [cursor ?? 0, ...connects.map(({ at }) => at)];
      assert(instants.every(Number.isSafeInteger), 'a feed is read and connected at instants');
      const saved: FeedLease = copied({ ...next, beat: (read?.beat ?? 0) + 1 });
      const current = leases.get(name);
      if (current?.beat === read?.beat) leases.set(name, saved);
      else if (!isDeepStrictEqual(current, saved)) return null;
      return copied(saved);
    },
  };
}
