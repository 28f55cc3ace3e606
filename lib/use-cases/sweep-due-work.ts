import type { Bet, BetRef } from '../domain/bet/bet.ts';
import { neededAt, relayGraceMs } from '../domain/bet/due.ts';
import { sweepBet } from '../domain/bet/sweep.ts';
import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { type DueCursor, workShards } from '../ports/bet-store.ts';
import { type AskNeeds, askAboutUnknowns } from './ask-about-unknowns.ts';
import { changeBet } from './change-bet.ts';
import { type PublishNeeds, type PublishRun, publishOutboxes } from './publish-outbox.ts';

export type SweepNeeds = PublishNeeds & AskNeeds;

/** A run starts no new page after this long, so that it ends before its Lambda does. */
const sweepForMs = 20_000;

/** After which no further providers are asked: one that hangs takes another 13 s. */
const askForMs = 15_000;

/** Of one provider, as many as one read of its quotes takes. */
const betsAskedAtOnce = 100;

/** Together some thirty calls at once: more would queue for the connections of one container and time out. */
const shardsAtOnce = 4;
const writesAtOnce = 8;

/**
 * Finishes what nobody else will: ends leases, asks about unknown cashouts, escalates old ones, publishes
 * events the stream missed. One bet that cannot be read or written stops no other.
 */
export async function sweepDueWork(needs: SweepNeeds, runId: string): Promise<void> {
  const stopAt = needs.clock.now() + sweepForMs;
  const shards = Array.from({ length: workShards }, (_, shard) => shard);
  const run: SweepRun = { runId, stopAt, busAway: false, asked: [] };
  await inParallel(shards, shardsAtOnce, (shard) =>
    sweepShard(needs, shard, run).catch((fault: unknown) =>
      failed(needs, 'the due work of a shard could not be listed', fault),
    ),
  );
  // Last, and together: a provider that does not answer holds up nobody's lease and nobody's event.
  for (const bets of chunks(run.asked, betsAskedAtOnce)) {
    if (needs.clock.now() < stopAt + askForMs) await askAboutUnknowns(needs, bets, runId);
  }
}

interface SweepRun extends PublishRun {
  readonly runId: string;
  readonly stopAt: number;
  /** Bets that may have something to be asked about. */
  readonly asked: Bet[];
}

async function sweepShard(needs: SweepNeeds, shard: number, run: SweepRun): Promise<void> {
  let cursor: DueCursor | null = null;
  do {
    const page = await needs.bets.listDue(shard, needs.clock.now(), cursor);
    const read = await readPage(needs, page.refs);
    const swept = await inParallel(read, writesAtOnce, (bet) => sweepOne(needs, bet, run.runId));
    const written = swept.filter((bet) => bet !== null);
    // Entries the stream has had its time for, and before the providers, whose silence must not hold them up.
    const now = needs.clock.now();
    await publishOutboxes(needs, written, ({ at }) => at + relayGraceMs <= now, run);
    run.asked.push(...written);
    cursor = page.cursor;
  } while (cursor !== null && needs.clock.now() < run.stopAt);
}

/**
 * All bets of a page in one call. It may be a moment behind, which the condition of every write makes
 * harmless. Where one of them cannot be read, each is read alone, so that only that one is left out.
 */
async function readPage(needs: SweepNeeds, refs: readonly BetRef[]): Promise<readonly Bet[]> {
  if (refs.length === 0) return [];
  try {
    return await needs.bets.loadMany(refs);
  } catch {
    const read = await inParallel(refs, writesAtOnce, (ref) =>
      needs.bets
        .load(ref)
        .catch((fault: unknown) => failed(needs, 'a due bet could not be read', fault, ref)),
    );
    return read.filter((bet) => bet !== null);
  }
}

/** The bet after what time decides; null when it could not be written. */
async function sweepOne(needs: SweepNeeds, bet: Bet, runId: string): Promise<Bet | null> {
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

function failed({ log, metrics }: SweepNeeds, what: string, fault: unknown, ref?: BetRef): null {
  metrics.count('SweepFailures');
  log.error(what, fault, { provider: ref?.provider, betId: ref?.betId });
  return null;
}
