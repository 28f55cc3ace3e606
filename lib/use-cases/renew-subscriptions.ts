import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { type GroupCursor, maxGroupsPerLoad, renewalShards } from '../ports/group-store.ts';
import type { LeaseStore } from '../ports/lease-store.ts';
import { type RenewGroupsNeeds, renewGroups } from './renew-groups.ts';
import type { Pace } from './renewal-calls.ts';

export interface RenewNeeds extends RenewGroupsNeeds {
  readonly leases: LeaseStore;
}

/** Runs come every minute: what falls due before the next one could begin its calls is renewed in this one. */
const renewAheadMs = 50_000;

/** A run begins no call after this, so that a group keeps its minute: its calls come ahead of the next run's. */
const callForMs = 40_000;

/** Two minutes of margin are three runs: one call that hangs must not cost a whole one. */
const answerForMs = 48_000;

/**
 * Over before the next minute's run asks, so that a run that died holds nobody up. Two runs at once would do
 * no harm (every write is conditional), they would only call twice.
 */
const leaseMs = 50_000;
const leaseName = 'renew-odds88';
const askForLeaseEveryMs = 2_000;

/** The bets of one round are in memory at once, and their calls share what they leave unused. */
const groupsPerRound = maxGroupsPerLoad;

/** A round waits for its slowest call: meanwhile the others go on. */
const roundsAtOnce = 4;

/**
 * Renews every group that falls due before the next run, ends what nobody is interested in any more, and packs
 * the rest. One run at a time; another waits for its turn as long as it has time for any work.
 */
export async function renewSubscriptions(needs: RenewNeeds): Promise<void> {
  const { clock, leases, subscriptions, log } = needs;
  const invokedAt = clock.now();
  const holder = needs.ids.next();
  while (!(await leases.acquire(leaseName, holder, clock.now(), clock.now() + leaseMs))) {
    if (clock.now() + askForLeaseEveryMs > invokedAt + callForMs) {
      log.warn('another run renews the subscriptions', { waitedMs: clock.now() - invokedAt });
      return;
    }
    await clock.sleep(askForLeaseEveryMs);
  }
  try {
    const { betsPerCall, callsPerSecond } = await subscriptions.limits();
    const pace: Pace = {
      betsPerCall,
      // What it waited for its turn is gone: the function ends when it ends.
      callUntil: invokedAt + callForMs,
      answerBy: invokedAt + answerForMs,
      nextSlot: spaced(Math.ceil(1_000 / callsPerSecond)),
    };
    const before = clock.now() + renewAheadMs;
    const due = await dueGroups(needs, before);
    await inParallel(chunks(due, groupsPerRound), roundsAtOnce, async (ids) => {
      if (clock.now() > pace.callUntil) return;
      try {
        await renewGroups(needs, ids, before, pace);
      } catch (fault) {
        // These groups stay due; the others are renewed all the same.
        log.error('renewal groups could not be renewed', fault, { groups: ids.length });
      }
    });
  } finally {
    await leases.release(leaseName, holder);
  }
}

/** Ids of what is due before `before`: of all shards in turn, so that none waits for another to be done. */
async function dueGroups({ groups }: RenewNeeds, before: number): Promise<readonly string[]> {
  const byShard = await Promise.all(
    Array.from({ length: renewalShards }, async (_, shard) => {
      const ids: string[] = [];
      let cursor: GroupCursor | null = null;
      do {
        const page = await groups.listDue(shard, before, cursor);
        ids.push(...page.ids);
        cursor = page.cursor;
      } while (cursor !== null);
      return ids;
    }),
  );
  const longest = Math.max(...byShard.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) => byShard.flatMap((ids) => ids[place] ?? [])).flat();
}

/** Hands out instants at least `gapMs` apart, none before it is asked for. */
function spaced(gapMs: number): (now: number) => number {
  let last = Number.NEGATIVE_INFINITY;
  return (now) => {
    last = Math.max(now, last + gapMs);
    return last;
  };
}
