import type { Ids } from '../ports/ids.ts';
import {
  feedLeaseName,
  type HeldFeedLease,
  type HoldFeedLeaseNeeds,
  holdFeedLease,
} from './hold-feed-lease.ts';
import { pause } from './pause.ts';

export interface TakeFeedLeaseNeeds extends HoldFeedLeaseNeeds {
  readonly ids: Ids;
}

/** How long a challenger must see the same beat: three that did not come. Its holder relied on it for 20 s. */
const leaseMs = 30_000;
/** As often as it beats. */
const lookEveryMs = 10_000;
/** The most that is lost between one holder and the next. */
const lookCloserEveryMs = 1_000;

/**
 * Takes the lease as soon as it may be taken: at once when nobody holds it, else after its beat stood still for its
 * whole length on our own clock. Null when that did not happen by `until` (epoch ms); rejects when the store could
 * not be read at the end of that time.
 */
export async function takeFeedLease(
  needs: TakeFeedLeaseNeeds,
  until: number,
  stop: AbortSignal,
): Promise<HeldFeedLease | null> {
  const { clock, log } = needs;
  const look = challenger(needs);
  let sleptMs = 0;
  while (!stop.aborted) {
    const { lease, fault, lookAgainInMs } = await look(sleptMs);
    if (lease !== null) return lease;
    const leftMs = until - clock.now();
    if (leftMs <= 0) {
      if (fault !== null) throw fault;
      return null;
    }
    if (fault !== null) log.error('feed lease not available', fault);
    sleptMs = Math.min(lookAgainInMs, leftMs);
    await pause(clock, sleptMs, stop);
  }
  return null;
}

interface Look {
  readonly lease: HeldFeedLease | null;
  readonly fault: unknown;
  readonly lookAgainInMs: number;
}

/**
 * Looks at the lease, and takes it when its time has come. Time counts as far as it was slept: a clock that is set,
 * or a process that stood still, makes a beat look no older than it was seen to be.
 */
function challenger(needs: TakeFeedLeaseNeeds): (sleptMs: number) => Promise<Look> {
  const { clock, feedLeases } = needs;
  const holder = needs.ids.next();
  let seen = { by: '', beat: 0, forMs: 0 };

  async function look(sleptMs: number): Promise<Look> {
    seen = { ...seen, forMs: seen.forMs + sleptMs };
    const found = await feedLeases.load(feedLeaseName);
    if (found !== null && found.holder !== null) {
      const { holder: by, beat } = found;
      if (seen.by !== by || seen.beat !== beat) seen = { by, beat, forMs: 0 };
      const leftMs = leaseMs - seen.forMs;
      if (leftMs > 0) return again(Math.min(found.leaving ? lookCloserEveryMs : lookEveryMs, leftMs));
    }
    const begunAt = clock.now();
    const { cursor, connects } = found ?? { cursor: null, connects: [] };
    const taken = await feedLeases.save(feedLeaseName, { holder, leaving: false, cursor, connects }, found);
    if (taken === null) return again(lookCloserEveryMs);
    return { lease: holdFeedLease(needs, holder, taken, begunAt), fault: null, lookAgainInMs: 0 };
  }

  return async (sleptMs) => {
    try {
      return await look(sleptMs);
    } catch (fault) {
      return { ...again(lookCloserEveryMs), fault };
    }
  };
}

function again(lookAgainInMs: number): Look {
  return { lease: null, fault: null, lookAgainInMs };
}
