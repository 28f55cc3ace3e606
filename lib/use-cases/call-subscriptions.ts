import { type Reason, reason } from '../domain/reasons.ts';
import type { Clock } from '../ports/clock.ts';
import type { SubscriptionOutcome } from '../ports/subscription-provider.ts';

/** What became of one bet of a call. `startedAt` (epoch ms): when the call that counted was begun. */
export type BetOutcome =
  | { readonly outcome: 'done'; readonly startedAt: number }
  /** Asked for by itself, the provider does not take it. */
  | { readonly outcome: 'refused'; readonly reason: Reason }
  /** `alone`: asked for by itself, and not only in the company of others it may have failed for. */
  | { readonly outcome: 'failed'; readonly reason: Reason; readonly alone: boolean };

export interface SubscriptionCall {
  readonly clock: Clock;
  /** One call to the provider for these bets. */
  readonly call: (betIds: readonly string[]) => Promise<SubscriptionOutcome>;
  /** Waits before each further attempt of a call that failed. */
  readonly pausesMs: readonly number[];
  /** After this instant (epoch ms) no further attempt begins. */
  readonly until: number;
  /**
   * What is asked for in halves until each bad bet stands alone.
   * @default refusals
   */
  readonly halves?: 'refusals' | 'refusals and failures';
}

/** Finds three bad ids among a hundred; where more are bad, what is not found out is tried again later. */
const maxCallsPerBatch = 48;

/**
 * Calls for these bets: again after a failure, and in halves after a refusal, so that a bet the provider will not
 * take costs no other its subscription. What was refused only in company has failed. Answers every bet; rejects only
 * when `call` does.
 */
export async function callForBets(
  asked: SubscriptionCall,
  betIds: readonly string[],
): Promise<ReadonlyMap<string, BetOutcome>> {
  const outcomes = new Map<string, BetOutcome>();
  const halvesFailures = asked.halves === 'refusals and failures';
  let calls = 0;
  const parts = [betIds];
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    calls += 1;
    const answer = await patiently(asked, part);
    const isAlone = part.length === 1;
    const isHalved = answer.outcome === 'refused' || (answer.outcome === 'failed' && halvesFailures);
    if (isHalved && !isAlone && calls + parts.length + 2 <= maxCallsPerBatch) {
      const half = Math.ceil(part.length / 2);
      parts.push(part.slice(0, half), part.slice(half));
      continue;
    }
    const outcome = toOutcome(answer, isAlone);
    for (const betId of part) outcomes.set(betId, outcome);
  }
  return outcomes;
}

type Answer =
  | { readonly outcome: 'done'; readonly startedAt: number }
  | { readonly outcome: 'refused' | 'failed'; readonly reason: Reason };

function toOutcome(answer: Answer, isAlone: boolean): BetOutcome {
  if (answer.outcome === 'done') return answer;
  if (answer.outcome === 'refused' && isAlone) return { outcome: 'refused', reason: answer.reason };
  return { outcome: 'failed', reason: answer.reason, alone: isAlone };
}

async function patiently(
  { clock, call, pausesMs, until }: SubscriptionCall,
  betIds: readonly string[],
): Promise<Answer> {
  let last: Answer = { outcome: 'failed', reason: reason('provider-unreachable') };
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
