import type { Clock } from '../../../../lib/ports/clock.ts';

/** "Subscription will wear-out after 10 minutes." */
export const subscriptionMs = 10 * 60_000;

export interface Subscriptions {
  subscribe(betIds: readonly string[]): void;
  unsubscribe(betIds: readonly string[]): void;
  /** When the subscription lapses, in epoch ms; undefined when there is none, or none any longer. */
  until(betId: string): number | undefined;
}

/**
 * Who is in the feed, made for a million bets: a call touches its own ids and no others. What lapsed is not
 * looked for but left behind with its whole generation: the older one holds only what was subscribed before
 * the newer one began, so once that has lasted a lifetime, all of the older has lapsed.
 */
export function subscriptionBook(clock: Clock): Subscriptions {
  let newer = new Map<string, number>();
  let older = new Map<string, number>();
  let newerEndsAt = clock.now() + subscriptionMs;

  function turnGeneration(now: number): void {
    if (now < newerEndsAt) return;
    older = newer;
    newer = new Map();
    newerEndsAt = now + subscriptionMs;
  }

  return {
    subscribe(betIds) {
      const now = clock.now();
      turnGeneration(now);
      for (const betId of betIds) newer.set(betId, now + subscriptionMs);
    },
    unsubscribe(betIds) {
      for (const betId of betIds) {
        newer.delete(betId);
        older.delete(betId);
      }
    },
    until(betId) {
      const until = newer.get(betId) ?? older.get(betId);
      return until !== undefined && clock.now() < until ? until : undefined;
    },
  };
}
