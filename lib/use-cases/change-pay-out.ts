import type { PayOut } from '../domain/pay-out/pay-out.ts';
import type { Clock } from '../ports/clock.ts';
import type { PayOutStore } from '../ports/pay-out-store.ts';
import type { Metrics } from '../ports/telemetry.ts';
import { Contention, maxDecisions } from './change-bet.ts';

export interface ChangePayOutNeeds {
  readonly payOuts: PayOutStore;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

export interface PayOutChange<Result> {
  /** The same object as handed in when there is nothing to write. */
  readonly payOut: PayOut;
  readonly result: Result;
}

/**
 * As `changeBet`, of a pay-out: decides on the given state, writes it on the condition that nobody wrote since, and
 * decides again on whatever won a race. `decide` must be pure. What it answers comes from the decision that was written.
 */
export async function changePayOut<Result>(
  { payOuts, clock, metrics }: ChangePayOutNeeds,
  read: PayOut,
  decide: (payOut: PayOut) => PayOutChange<Result>,
): Promise<PayOutChange<Result>> {
  let payOut = read;
  for (let decisions = 0; decisions < maxDecisions; decisions += 1) {
    const change = decide(payOut);
    if (change.payOut === payOut) return change;
    const written = await payOuts.save(change.payOut, clock.now());
    if (written.saved) {
      countEvents(metrics, written.payOut);
      return { payOut: written.payOut, result: change.result };
    }
    payOut = written.current;
  }
  throw new Contention(`a pay-out changed ${maxDecisions} times in a row`);
}

/** Those of this very write. */
function countEvents(metrics: Metrics, { outbox, version }: PayOut): void {
  for (const { type, sequence } of outbox) {
    if (sequence === version) metrics.count('PayOutEvents', 1, { type });
  }
}
