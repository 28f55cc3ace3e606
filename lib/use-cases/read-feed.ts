import type { Clock } from '../ports/clock.ts';
import type { Feed, FeedSink } from '../ports/feed.ts';
import type { FeedLeaseStore } from '../ports/feed-lease-store.ts';
import type { Ids } from '../ports/ids.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { feedConnector } from './connect-feed.ts';
import { type FeedCursor, feedCursor } from './feed-cursor.ts';
import type { HeldFeedLease } from './hold-feed-lease.ts';
import { type FeedValues, keepFeedValues } from './keep-feed-values.ts';
import { pause } from './pause.ts';
import { serveFeed } from './serve-feed.ts';
import { takeFeedLease } from './take-feed-lease.ts';

export interface ReadFeedNeeds {
  readonly feed: Feed;
  readonly feedLeases: FeedLeaseStore;
  readonly sink: FeedSink;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly metrics: Metrics;
  /** The process is to end: the reader does at once what it does at the end of its time. */
  readonly shutdown: AbortSignal;
}

/** The next invocation, a minute later, waits in its place from then on. */
const waitForMs = 65_000;
/** Counted from the invocation. Of the 14 minutes of the function this leaves 30 s to keep, close and free. */
const lifeMs = 810_000;
/** Whoever waits looks every 10 s: it has heard of the leaving, and looks closer, well before it happens. */
const leavingForMs = 25_000;
/**
 * A connection that lasted this long shows that the provider is well: the next trouble is a new one. By then it has told
 * what it was to recover as well: that of hours takes seconds, and nobody says when it is over.
 */
const lastedMs = 60_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** Between two looks at whether values are kept again. */
const lookForRoomEveryMs = 1_000;
/** So long it is left to what is not kept yet; then a connection may show that other values are kept. */
const stuckPauseMs = 60_000;

/**
 * One life of the reader of the feed: waits for the one connection in the world, serves it, begins it again when it
 * breaks, and hands it over before the function ends. Rejects when the lease could not be read, and for faults of
 * our own.
 */
export async function readFeed(needs: ReadFeedNeeds): Promise<void> {
  const { clock, shutdown, log } = needs;
  const invokedAt = clock.now();
  const lease = await takeFeedLease(needs, invokedAt + waitForMs, shutdown);
  if (lease === null) return;
  log.info('feed lease taken', { waitedMs: clock.now() - invokedAt });
  const leftMs = invokedAt + lifeMs - clock.now();
  const end = clock.deadline(Math.max(0, leftMs));
  const leave = clock.deadline(Math.max(0, leftMs - leavingForMs));
  leave.signal.addEventListener('abort', () => {
    lease.note({ leaving: true });
    void lease.beat();
  });
  const cursor = feedCursor(lease);
  const values = keepFeedValues(needs, cursor.keptUpTo);
  try {
    const over = AbortSignal.any([end.signal, shutdown, lease.lost]);
    await follow(needs, { lease, values, cursor, over });
  } finally {
    leave.release();
    end.release();
    await values.finish();
    await lease.free();
  }
}

interface Life {
  readonly lease: HeldFeedLease;
  readonly values: FeedValues;
  readonly cursor: FeedCursor;
  /** Its time is over, for whatever reason. */
  readonly over: AbortSignal;
}

async function follow(needs: ReadFeedNeeds, { lease, values, cursor, over }: Life): Promise<void> {
  const { clock, metrics, log } = needs;
  const connect = feedConnector(needs, lease, over);
  let pauseMs = firstPauseMs;
  while (!over.aborted) {
    await untilWorthwhile(values, clock, over);
    const opened = await connect();
    if (opened !== null) {
      const { connection, silentAfterMs } = opened;
      const openedAt = clock.now();
      const lasted = clock.deadline(lastedMs);
      cursor.hold();
      lasted.signal.addEventListener('abort', cursor.release);
      const limits = { silentAfterMs, over, lost: lease.lost };
      const cause = await serveFeed({ clock, metrics, values }, connection, limits);
      lasted.release();
      log.info('feed closed', { cause, lastedMs: clock.now() - openedAt });
      if (lasted.signal.aborted) pauseMs = firstPauseMs;
    }
    await pause(clock, pauseMs, over);
    pauseMs = Math.min(2 * pauseMs, longestPauseMs);
  }
}

/** What comes now would only have to be sent again while the store takes nothing. */
async function untilWorthwhile(values: FeedValues, clock: Clock, over: AbortSignal): Promise<void> {
  const stuckUntil = clock.now() + stuckPauseMs;
  while (!over.aborted && (!values.hasRoom() || (!values.isKeeping() && clock.now() < stuckUntil))) {
    await pause(clock, lookForRoomEveryMs, over);
  }
}
