import { type Reason, reason } from '../domain/reasons.ts';
import type { Clock } from '../ports/clock.ts';
import type { SubscriptionOutcome } from '../ports/subscription-provider.ts';

/** What became of one bet of a call. `startedAt` (epoch ms): when the call that counted was begun. */
export type BetOutcome =
  | { readonly outcome: 'done'; readonly startedAt: number }
  | { readonly outcome: 'refused' | 'failed'; readonly reason: Reason };

export interface SubscriptionCall {
  readonly clock: Clock;
  /** One call to the provider for these bets. */
  readonly call: (betIds: readonly string[]) => Promise<SubscriptionOutcome>;
  /** Waits before each further attempt of a call that failed. */
  readonly pausesMs: readonly number[];
  /** After this instant (epoch ms) no further attempt begins. */
  readonly until: number;
}

/** One bad id among a hundred is found within this many calls; where many are bad, they share one fate. */
const maxCallsToIsolate = 16;

/**
 * Calls for these bets, again after a failure and in halves after a refusal, so that one bet the provider will
 * not take does not cost the others their subscription. Answers every bet; rejects only when `call` does.
 */
export async function callForBets(
  asked: SubscriptionCall,
  betIds: readonly string[],
): Promise<ReadonlyMap<string, BetOutcome>> {
  const outcomes = new Map<string, BetOutcome>();
  let callsLeft = maxCallsToIsolate;
  const parts = [betIds];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    callsLeft -= 1;
    const outcome = await patiently(asked, part);
    if (outcome.outcome === 'refused' && part.length > 1 && callsLeft > 0) {
      const half = Math.ceil(part.length / 2);
      parts.push(part.slice(0, half), part.slice(half));
    } else {
      for (const betId of part) outcomes.set(betId, outcome);
    }
  }
  return outcomes;
}

async function patiently(
  { clock, call, pausesMs, until }: SubscriptionCall,
  betIds: readonly string[],
): Promise<BetOutcome> {
  let last: BetOutcome = { outcome: 'failed', reason: reason('provider-unreachable') };
  for (const pauseMs of [0, ...pausesMs]) {
    if (clock.now() + pauseMs > until) return last;
    if (pauseMs > 0) await clock.sleep(pauseMs);
    const startedAt = clock.now();
    const answer = await call(betIds);
    if (answer.outcome === 'done') return { outcome: 'done', startedAt };
    last = answer;
    if (answer.outcome === 'refused') return last;
  }
  return last;
}
