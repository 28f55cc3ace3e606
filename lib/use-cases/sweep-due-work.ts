import type { Bet } from '../domain/bet/bet.ts';
import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { sweptAt } from '../domain/outbox-entry.ts';
import type { PayOut } from '../domain/pay-out/pay-out.ts';
import { type DueCursor, workShards } from '../ports/bet-store.ts';
import type { WorkList } from '../ports/work-list.ts';
import { type AskNeeds, askAboutUnknowns } from './ask-about-unknowns.ts';
import type { AttemptNeeds } from './attempt-pay-out.ts';
import { betOutbox, type OutboxNeeds, payOutOutbox } from './outbox-items.ts';
import { type PublishNeeds, type PublishRun, publishOutboxes } from './publish-outbox.ts';
import { putOffStuck } from './put-off-stuck.ts';
import { sweepBets } from './sweep-bets.ts';
import { payWhatIsDue, sweepPayOuts } from './sweep-pay-outs.ts';

export interface SweepNeeds extends PublishNeeds, OutboxNeeds, AskNeeds, AttemptNeeds {
  readonly work: WorkList;
}

/** A run starts no new page after this long, so that it ends before its Lambda does. */
const sweepForMs = 20_000;

/** After which no further providers are asked: one that hangs takes another 13 s. */
const askForMs = 15_000;

/** After which no further pay-out is attempted: one takes another 25 s. */
const payForMs = 8_000;

/** Of one provider, as many as one read of its quotes takes. */
const betsAskedAtOnce = 100;

/** Together some thirty calls at once: more would queue for the connections of one container and time out. */
const shardsAtOnce = 4;

/**
 * Finishes what nobody else will: ends leases, asks about unknown cashouts, escalates old ones, publishes
 * events the stream missed, archives what was declined long ago, pays out what is still due. One item that cannot be
 * read or written stops no other.
 */
export async function sweepDueWork(needs: SweepNeeds, runId: string): Promise<void> {
  const stopAt = needs.clock.now() + sweepForMs;
  const shards = Array.from({ length: workShards }, (_, shard) => shard);
  const run: SweepRun = { runId, stopAt, busAway: false, stuck: [], bets: [], payOuts: [] };
  await inParallel(shards, shardsAtOnce, (shard) =>
    sweepShard(needs, shard, run).catch((fault: unknown) => {
      needs.metrics.count('SweepFailures');
      needs.log.error('the due work of a shard could not be listed', fault);
    }),
  );
  await putOffStuck(needs, run.stuck);
  // Last, and each on its own: a provider that does not answer holds up nobody's lease, event or money.
  await Promise.all([askProviders(needs, run), payWhatIsDue(needs, run.payOuts, runId, stopAt + payForMs)]);
}

interface SweepRun extends PublishRun {
  readonly runId: string;
  readonly stopAt: number;
  /** Those that may have something to be asked about. */
  readonly bets: Bet[];
  /** Those that may have something to be paid. */
  readonly payOuts: PayOut[];
}

async function sweepShard(needs: SweepNeeds, shard: number, run: SweepRun): Promise<void> {
  let cursor: DueCursor | null = null;
  do {
    const page = await needs.work.listDue(shard, needs.clock.now(), cursor);
    if (page.unreadable > 0) needs.metrics.count('SweepFailures', page.unreadable);
    const refs = page.refs.filter((ref) => ref.type === 'bet');
    const ids = page.refs.filter((ref) => ref.type === 'pay-out').map(({ betcoreBetId }) => betcoreBetId);
    const bets = await sweepBets(needs, refs, run.runId);
    const payOuts = await sweepPayOuts(needs, ids, run.runId);
    // Entries the stream has had its time for, and before the providers, whose silence must not hold them up.
    const now = needs.clock.now();
    const items = [
      ...bets.map((bet) => betOutbox(needs, bet)),
      ...payOuts.map((payOut) => payOutOutbox(needs, payOut)),
    ];
    await publishOutboxes(needs, items, (entry) => sweptAt(entry) <= now, run);
    run.bets.push(...bets);
    run.payOuts.push(...payOuts);
    cursor = page.cursor;
  } while (cursor !== null && needs.clock.now() < run.stopAt);
}

async function askProviders(needs: SweepNeeds, { bets, stopAt, runId }: SweepRun): Promise<void> {
  for (const asked of chunks(bets, betsAskedAtOnce)) {
    if (needs.clock.now() < stopAt + askForMs) await askAboutUnknowns(needs, asked, runId);
  }
}
