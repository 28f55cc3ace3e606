import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Clock } from '../ports/clock.ts';
import type { SubscriptionProvider } from '../ports/subscription-provider.ts';
import { type BetOutcome, callForBets } from './call-subscriptions.ts';

/** How fast a run may call, and until when (epoch ms). */
export interface Pace {
  readonly betsPerCall: number;
  readonly callUntil: number;
  readonly answerBy: number;
  /** The next instant a call may begin; each is handed out once. */
  readonly nextSlot: (now: number) => number;
}

export interface RenewalCallsNeeds {
  readonly subscriptions: SubscriptionProvider;
  readonly clock: Clock;
}

/** At 50 calls a second, enough for answers that take a second: several rounds call at once. */
const callsAtOnce = 16;

/** Together shorter than what a run has left when it begins its last call. */
const pausesMs = [500, 1_000, 2_000, 4_000];
/** What fails by itself is set apart: it gets the time of a hiccup, and no more. */
const alonePausesMs = [500, 1_000];

/**
 * What became of each bet, in calls as full as they can be. Where the provider takes some calls and fails others, the
 * failed ones are asked for in halves: one bet it chokes on must not cost its neighbours theirs.
 */
export async function subscribeAll(
  needs: RenewalCallsNeeds,
  betIds: readonly string[],
  pace: Pace,
): Promise<ReadonlyMap<string, BetOutcome>> {
  const { clock } = needs;
  const { betsPerCall, callUntil: until } = pace;
  const call = async (part: readonly string[]) => {
    await clock.sleep(pace.nextSlot(clock.now()) - clock.now());
    return needs.subscriptions.subscribe(part, pace.answerBy);
  };
  const ask = async (asked: readonly string[], options: Pick<Asking, 'pausesMs' | 'halves'>) => {
    const answers = await inParallel(chunks(asked, betsPerCall), callsAtOnce, (part) =>
      callForBets({ clock, call, until, ...options }, part),
    );
    return answers.flatMap((outcomes) => [...outcomes]);
  };
  const outcomes = new Map(await ask(betIds, { pausesMs }));
  const failed = [...outcomes].flatMap(([betId, { outcome }]) => (outcome === 'failed' ? [betId] : []));
  if (failed.length === 0 || failed.length === outcomes.size) return outcomes;
  const apart = await ask(failed, { pausesMs: alonePausesMs, halves: 'refusals and failures' });
  return new Map([...outcomes, ...apart]);
}

type Asking = Parameters<typeof callForBets>[0];
