import type { Bet, BetRef } from '../domain/bet/bet.ts';
import { neededAt } from '../domain/bet/due.ts';
import { sweepBet } from '../domain/bet/sweep.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { archiveDeclined } from './archive-declined.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';
import { readPage } from './read-page.ts';

export interface SweepBetsNeeds extends ChangeNeeds {
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Of one shard; some of these run at once. */
export const writesAtOnce = 8;

/**
 * A page of due bets after what time decides and without what was archived; without those that could not be read or
 * written, which are due again in the next run.
 */
export async function sweepBets(
  needs: SweepBetsNeeds,
  refs: readonly BetRef[],
  runId: string,
): Promise<readonly Bet[]> {
  const { bets } = needs;
  const read = await readPage(refs, bets.loadMany, (ref) =>
    bets.load(ref).catch((fault: unknown) => failed(needs, 'a due bet could not be read', fault, ref)),
  );
  const swept = await inParallel(read, writesAtOnce, (bet) => sweepAndArchive(needs, bet, runId));
  return swept.filter((bet) => bet !== null);
}

async function sweepAndArchive(needs: SweepBetsNeeds, bet: Bet, runId: string): Promise<Bet | null> {
  const swept = await sweepOne(needs, bet, runId);
  if (swept === null) return null;
  try {
    return await archiveDeclined(needs, swept);
  } catch (fault) {
    failed(needs, 'declined cashouts could not be archived', fault, bet);
    // It is due again in the next run; its events and questions do not wait for that.
    return swept;
  }
}

/** The bet after what time decides; null when it could not be written. */
async function sweepOne(needs: SweepBetsNeeds, bet: Bet, runId: string): Promise<Bet | null> {
  try {
    const change = await changeBet(needs, bet, (current) => {
      const now = needs.clock.now();
      const swept = sweepBet(current, now, runId);
      const nothingYet = swept === current && (neededAt(current) ?? Number.POSITIVE_INFINITY) > now;
      const wokenEarly = nothingYet && current.dueAt !== null && current.dueAt <= now;
      // Writing the same state moves `dueAt` to when it is really needed.
      return { bet: wokenEarly ? { ...current } : swept, result: null };
    });
    return change.bet;
  } catch (fault) {
    return failed(needs, 'a due bet could not be swept', fault, bet);
  }
}

function failed({ log, metrics }: SweepBetsNeeds, what: string, fault: unknown, ref: BetRef): null {
  metrics.count('SweepFailures');
  log.error(what, fault, { provider: ref.provider, betId: ref.betId });
  return null;
}
