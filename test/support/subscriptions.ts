import { memoryGroupStore } from '../../lib/adapters/memory/group-store.ts';
import { memoryWatchStore } from '../../lib/adapters/memory/watch-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import type { SubscriptionProvider } from '../../lib/ports/subscription-provider.ts';

/** A provider that subscribes whatever it is asked to. */
export const willingProvider: SubscriptionProvider = {
  limits: async () => ({ betsPerCall: 100, callsPerSecond: 30 }),
  subscribe: async () => ({ outcome: 'done' }),
  unsubscribe: async () => ({ outcome: 'done' }),
};

/** What following bets takes, for tests about something else. */
export function subscriptionParts() {
  return {
    watches: memoryWatchStore(),
    groups: memoryGroupStore(),
    subscriptions: willingProvider,
    ids: randomIds(),
  };
}
