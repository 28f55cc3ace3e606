import { reason } from '../../lib/domain/reasons.ts';
import { lapseAfterMs } from '../../lib/domain/subscription/group.ts';
import type { Clock } from '../../lib/ports/clock.ts';
import type { SubscriptionOutcome, SubscriptionProvider } from '../../lib/ports/subscription-provider.ts';
import type { Random } from './random.ts';

/** An interest as the hub has answered it. */
interface Interest {
  /** Since when (epoch ms) without a break. */
  since: number;
  readonly viewers: Map<string, number>;
}

/** Who was promised what, and whether the provider held the subscriptions for it. */
export interface World {
  readonly lapses: string[];
  readonly needless: string[];
  /** Short breaks, in ms: an unsubscribe that overtook somebody else's subscribe, until it was made good. */
  readonly breaksMs: number[];
  readonly calls: { done: number; failed: number; renewals: number };
  outageUntil: number;
  watched(): number;
  isWatched(betId: string): boolean;
  answered(betId: string, viewerId: string, until: number): void;
  left(betId: string, viewerId: string): void;
  /** From here on nobody knows whether this bet is watched: a caller died before it was answered. */
  unsure(betId: string, until: number): void;
  provider(renews: boolean): SubscriptionProvider;
  /** Looks at every interest that is left. */
  close(): void;
}

export interface WorldOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly faults: boolean;
}

/** A renewal under way may still name a bet that was left while it was looking. */
const renewalMayTakeMs = 60_000;

/** Longer than any repair takes; shorter than anything that wore out. */
const longestBreakMs = 10_000;

export function subscriptionWorld({ clock, random, faults }: WorldOptions): World {
  const subscribedUntil = new Map<string, number>();
  const interests = new Map<string, Interest>();
  const leftAt = new Map<string, number>();
  const unsureUntil = new Map<string, number>();

  const world: World = {
    lapses: [],
    needless: [],
    breaksMs: [],
    calls: { done: 0, failed: 0, renewals: 0 },
    outageUntil: 0,
    watched: () => interests.size,
    isWatched: (betId) => interests.has(betId),
    answered(betId, viewerId, until) {
      const interest = current(betId);
      if (interest === undefined) {
        interests.set(betId, { since: clock.now(), viewers: new Map([[viewerId, until]]) });
      } else {
        interest.viewers.set(viewerId, until);
      }
    },
    left(betId, viewerId) {
      const interest = current(betId);
      interest?.viewers.delete(viewerId);
      if (interest?.viewers.size === 0) end(betId, clock.now());
    },
    unsure(betId, until) {
      unsureUntil.set(betId, Math.max(until, unsureUntil.get(betId) ?? 0));
    },
    provider: (renews) => ({
      limits: async () => ({ betsPerCall: 100, callsPerSecond: 50 }),
      subscribe: (betIds, by) => call(betIds, by, (betId) => subscribed(betId, renews), renews),
      unsubscribe: (betIds, by) =>
        call(betIds, by, (betId) => void subscribedUntil.set(betId, clock.now()), false),
    }),
    close() {
      for (const betId of interests.keys()) {
        if (current(betId) !== undefined) check(betId, clock.now());
      }
    },
  };

  /** The interest in a bet, ended viewers removed. */
  function current(betId: string): Interest | undefined {
    const interest = interests.get(betId);
    if (interest === undefined) return undefined;
    const now = clock.now();
    const last = Math.max(...interest.viewers.values());
    for (const [id, until] of interest.viewers) if (until <= now) interest.viewers.delete(id);
    if (interest.viewers.size > 0) return interest;
    end(betId, last);
    return undefined;
  }

  function end(betId: string, at: number): void {
    check(betId, at);
    interests.delete(betId);
    leftAt.set(betId, at);
  }

  /** Whether the subscription has held up to `at`. */
  function check(betId: string, at: number): void {
    const interest = interests.get(betId);
    if (interest === undefined) return;
    const gapMs = at - Math.max(interest.since, subscribedUntil.get(betId) ?? 0);
    if (gapMs <= 0) return;
    if (gapMs <= longestBreakMs) world.breaksMs.push(gapMs);
    else world.lapses.push(`${betId} for ${gapMs} ms up to ${new Date(at).toISOString()}`);
  }

  function subscribed(betId: string, renews: boolean): void {
    const now = clock.now();
    if (current(betId) !== undefined) check(betId, now);
    else if (
      renews &&
      now > (leftAt.get(betId) ?? 0) + renewalMayTakeMs &&
      now > (unsureUntil.get(betId) ?? 0)
    ) {
      world.needless.push(`${betId} at ${new Date(now).toISOString()}`);
    }
    subscribedUntil.set(betId, now + lapseAfterMs);
  }

  async function call(
    betIds: readonly string[],
    by: number,
    effect: (betId: string) => void,
    renews: boolean,
  ): Promise<SubscriptionOutcome> {
    const lot = faults ? random.next() : 1;
    await clock.sleep(Math.min(20 + random.below(400), Math.max(0, by - clock.now())));
    const isDown = clock.now() < world.outageUntil;
    // Lost on the way there, or only its answer on the way back.
    if (!isDown && lot >= 0.03) for (const betId of betIds) effect(betId);
    if (isDown || lot < 0.04) {
      world.calls.failed += 1;
      return { outcome: 'failed', reason: reason('provider-unreachable') };
    }
    world.calls.done += 1;
    if (renews) world.calls.renewals += 1;
    return { outcome: 'done' };
  }

  return world;
}
