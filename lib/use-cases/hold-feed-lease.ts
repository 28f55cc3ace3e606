import type { Clock } from '../ports/clock.ts';
import type { FeedLease, FeedLeaseStore } from '../ports/feed-lease-store.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { pause, within } from './pause.ts';

export interface HoldFeedLeaseNeeds {
  readonly feedLeases: FeedLeaseStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The one connection in the world, as long as `lost` has not aborted. */
export interface HeldFeedLease {
  /** Aborts when the lease can no more be relied on: whatever stands on it ends at that moment. */
  readonly lost: AbortSignal;
  /** What the next beat writes. */
  readonly state: Pick<FeedLease, 'cursor' | 'connects'>;
  /** Changes what the next beat writes. */
  note(change: Partial<Pick<FeedLease, 'leaving' | 'cursor' | 'connects'>>): void;
  /** Beats now; false when it was not written, and when it came too late to rely on. Never rejects. */
  beat(): Promise<boolean>;
  /** Beats no more, and leaves it to the next one if it is still ours. Call it with the connection closed. */
  free(): Promise<void>;
}

export const feedLeaseName = 'feed-odds88';

const beatEveryMs = 10_000;
/** While there is time for ten more. */
const beatAgainAfterMs = 1_000;
/** Counted from when the last beat was begun. A challenger waits 10 s longer, in which even a busy process has closed. */
const reliedOnMs = 20_000;
/** Longer than the client of a store tries by itself. Who does not get through sees to it that the beat stands still. */
const freeForMs = 7_000;

/** Holds a lease that was taken by a write begun at `takenAt` (epoch ms): beats until it is lost or freed. */
export function holdFeedLease(
  { clock, feedLeases, log, metrics }: HoldFeedLeaseNeeds,
  holder: string,
  taken: FeedLease,
  takenAt: number,
): HeldFeedLease {
  const lost = new AbortController();
  const ended = new AbortController();
  let wanted: Omit<FeedLease, 'beat'> = taken;
  let stored = taken;
  let begunAt = takenAt;
  let isTaken = false;
  let writing: Promise<boolean> = Promise.resolve(true);
  let watchdog = { release: () => {} };

  function lose(cause: string): void {
    if (ended.signal.aborted) return;
    ended.abort();
    metrics.count('FeedLost');
    log.warn('feed lease lost', { cause });
    lost.abort();
  }

  function relyOn(beatBegunAt: number): void {
    begunAt = beatBegunAt;
    watchdog.release();
    // A clock that was set back in the meantime makes it no longer.
    const leftMs = Math.min(reliedOnMs, begunAt + reliedOnMs - clock.now());
    if (leftMs <= 0) {
      lose('a beat took too long');
      return;
    }
    const deadline = clock.deadline(leftMs);
    deadline.signal.addEventListener('abort', () => lose('no beat in time'), { once: true });
    watchdog = deadline;
  }

  async function write(): Promise<boolean> {
    if (isTaken) return false;
    const at = clock.now();
    try {
      const { leaving, cursor, connects } = wanted;
      const saved = await feedLeases.save(
        feedLeaseName,
        { holder: wanted.holder, leaving, cursor, connects },
        stored,
      );
      if (saved !== null) {
        stored = saved;
        if (!ended.signal.aborted) relyOn(at);
        return true;
      }
      const found = await feedLeases.load(feedLeaseName);
      // Nobody else writes our name: then it is a beat of ours whose answer was lost, and the next one goes on from it.
      if (found?.holder === holder) stored = found;
      else isTaken = true;
    } catch (fault) {
      log.error('feed lease not written', fault);
    }
    if (isTaken) lose('somebody else has it');
    return false;
  }

  /** One at a time: each depends on what the one before has written. */
  function writeNext(): Promise<boolean> {
    writing = writing.then(write);
    return writing;
  }

  async function keepBeating(): Promise<void> {
    await pause(clock, begunAt + beatEveryMs - clock.now(), ended.signal);
    while (!ended.signal.aborted) {
      const at = clock.now();
      const nextInMs = (await writeNext()) ? beatEveryMs : beatAgainAfterMs;
      await pause(clock, at + nextInMs - clock.now(), ended.signal);
    }
  }

  relyOn(takenAt);
  void keepBeating();
  return {
    lost: lost.signal,
    get state() {
      return wanted;
    },
    note(change) {
      wanted = { ...wanted, ...change };
    },
    async beat() {
      return (await writeNext()) && !lost.signal.aborted;
    },
    async free() {
      ended.abort();
      watchdog.release();
      wanted = { ...wanted, holder: null, leaving: false };
      const enough = new AbortController();
      const untilFree = async () => {
        while (!enough.signal.aborted && !(await writeNext()) && !isTaken) {
          await pause(clock, beatAgainAfterMs, enough.signal);
        }
      };
      await within(clock, freeForMs, untilFree());
      enough.abort();
    },
  };
}
