import type { Bet, BetRef, OutboxEntry } from '../domain/bet/bet.ts';
import { relayGraceMs } from '../domain/bet/due.ts';
import { sweepBet } from '../domain/bet/sweep.ts';
import { type DueCursor, workShards } from '../ports/bet-store.ts';
import { changeBet } from './change-bet.ts';
import { type PublishNeeds, publishOutboxes } from './publish-outbox.ts';

/** A run starts no new page after this long, so that it ends before its Lambda does. */
const sweepForMs = 40_000;

/**
 * Finishes what nobody else will: ends leases, escalates old unknowns, publishes events the stream missed.
 * One bet that cannot be read or written stops no other.
 */
export async function sweepDueWork(needs: PublishNeeds, runId: string): Promise<void> {
  const stopAt = needs.clock.now() + sweepForMs;
  const shards = Array.from({ length: workShards }, (_, shard) => shard);
  await Promise.all(shards.map((shard) => sweepShard(needs, shard, stopAt, runId)));
}

async function sweepShard(needs: PublishNeeds, shard: number, stopAt: number, runId: string): Promise<void> {
  let cursor: DueCursor | null = null;
  do {
    const page = await needs.bets.listDue(shard, needs.clock.now(), cursor);
    const swept = await Promise.all(page.refs.map((ref) => sweepOne(needs, ref, runId)));
    const now = needs.clock.now();
    const overdue = (entry: OutboxEntry) => entry.at + relayGraceMs <= now;
    try {
      await publishOutboxes(
        needs,
        swept.filter((bet) => bet !== null),
        overdue,
      );
    } catch (fault) {
      failed(needs, 'published events could not be taken from their outbox', fault);
    }
    cursor = page.cursor;
  } while (cursor !== null && needs.clock.now() < stopAt);
}

/** The bet after what time decides; null when it could not be swept. */
async function sweepOne(needs: PublishNeeds, ref: BetRef, runId: string): Promise<Bet | null> {
  try {
    const read = await needs.bets.load(ref);
    const { bet } = await changeBet(needs, read, (current) => {
      const now = needs.clock.now();
      const swept = sweepBet(current, now, runId);
      // Woken early: writing the same state moves `dueAt` to when it is really needed.
      const early =
        swept === current && current.dueAt !== null && current.dueAt <= now && !hasOverdue(current, now);
      return { bet: early ? { ...current } : swept, result: null };
    });
    return bet;
  } catch (fault) {
    failed(needs, 'a due bet could not be swept', fault, ref);
    return null;
  }
}

function hasOverdue(bet: Bet, now: number): boolean {
  return bet.outbox.some(({ at }) => at + relayGraceMs <= now);
}

function failed({ log, metrics }: PublishNeeds, what: string, fault: unknown, ref?: BetRef): void {
  metrics.count('SweepFailures');
  log.error(what, fault, { provider: ref?.provider, betId: ref?.betId });
}
