import {
  begunElsewhere,
  connectableFrom,
  cursorAt,
  type FeedConnect,
  kindOf,
  maxConnectMs,
  recentConnects,
  revisionFrom,
} from '../domain/subscription/connect-budget.ts';
import type { Clock } from '../ports/clock.ts';
import type { Feed, FeedOpened } from '../ports/feed.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import type { HeldFeedLease } from './hold-feed-lease.ts';
import { pause } from './pause.ts';

export interface ConnectFeedNeeds {
  readonly feed: Feed;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** With less left of its time than a slow handshake takes, a connect would be wasted. */
const leastConnectMs = 3_000;

/**
 * Makes connections under a lease, each written into it before it is begun, so that whoever holds it next counts it
 * as well. Every call is one attempt: it waits until the provider's limits allow it, and answers null when it did
 * not come about, or `over` aborted.
 */
export function feedConnector(
  { feed, clock, log, metrics }: ConnectFeedNeeds,
  lease: HeldFeedLease,
  over: AbortSignal,
): () => Promise<FeedOpened | null> {
  const before = lease.state.connects;
  let own: readonly FeedConnect[] = [];

  function note(connects: readonly FeedConnect[]): void {
    own = connects;
    lease.note({ connects: recentConnects([...before, ...own], clock.now()) });
  }

  async function revisionOnceAllowed(): Promise<number> {
    for (;;) {
      const revision = revisionFrom(lease.state.cursor, clock.now());
      const begun = [...begunElsewhere(before), ...own];
      const waitMs = connectableFrom(begun, kindOf(revision)) - clock.now();
      if (waitMs <= 0 || over.aborted) return revision;
      log.info('feed connect waits for its turn', { revision, waitMs });
      await pause(clock, waitMs, over);
    }
  }

  return async () => {
    const revision = await revisionOnceAllowed();
    if (over.aborted) return null;
    const at = clock.now();
    const earlier = own;
    note([...earlier, { at, kind: kindOf(revision) }]);
    // Counted from before the write, so that it reaches the provider within what the limits reckon with.
    const by = at + maxConnectMs;
    if (!(await lease.beat()) || over.aborted || by - clock.now() < leastConnectMs) {
      note(earlier);
      return null;
    }
    const result = await feed.connect(revision, by, over);
    if (result.kind === 'open' || result.begun) metrics.count('FeedConnects');
    else note(earlier);
    if (result.kind === 'failed') {
      log.warn('feed not connected', { revision, cause: result.cause });
      return null;
    }
    log.info('feed connected', { revision, tookMs: clock.now() - at });
    // Whatever comes of it, the next one can begin where this one did, with a revision: of those more are allowed.
    if (lease.state.cursor === null || revision === 0) lease.note({ cursor: cursorAt(revision, at) });
    return result;
  };
}
