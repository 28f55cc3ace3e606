import type { Clock } from '../ports/clock.ts';
import type { FeedConnection } from '../ports/feed.ts';
import type { Metrics } from '../ports/telemetry.ts';
import type { FeedValues } from './keep-feed-values.ts';
import { pause } from './pause.ts';

export interface ServeFeedNeeds {
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly values: FeedValues;
}

export interface ServeFeedLimits {
  /** A connection on which nothing comes for this long is taken for dead. */
  readonly silentAfterMs: number;
  /** The reader ends: what was received is kept first, then the connection is closed. */
  readonly over: AbortSignal;
  /** Somebody else may connect from now on: the connection is closed at once. */
  readonly lost: AbortSignal;
}

/** Takes what a connection tells until it is over, and leaves it closed. Answers why, in our own words. */
export async function serveFeed(
  { clock, metrics, values }: ServeFeedNeeds,
  connection: FeedConnection,
  { silentAfterMs, over, lost }: ServeFeedLimits,
): Promise<string> {
  const end = new AbortController();
  let cause = 'the reader ends';
  let heardAt = clock.now();

  function endWith(why: string): void {
    if (end.signal.aborted) return;
    cause = why;
    end.abort();
  }

  async function read(): Promise<void> {
    while (!end.signal.aborted) {
      const event = await connection.next();
      // What comes after the end is not ours: it counts as never received, and is asked for again.
      if (end.signal.aborted) return;
      heardAt = clock.now();
      if (event.kind === 'closed') endWith(event.cause);
      else if (event.kind === 'ping') connection.answerPing(event.pingId);
      else if (event.kind === 'value') values.add(event.value);
      else if (event.kind === 'unreadable') metrics.count('FeedMessagesUnreadable');
    }
  }

  const onOver = () => endWith('the reader ends');
  const onLost = () => {
    endWith('the lease is lost');
    void connection.close();
  };
  over.addEventListener('abort', onOver);
  lost.addEventListener('abort', onLost);
  values.onStuck(endWith);
  try {
    if (lost.aborted) onLost();
    if (over.aborted) onOver();
    const reading = read().then(
      () => null,
      (fault: unknown) => {
        endWith('a fault of ours');
        return { fault };
      },
    );
    while (!end.signal.aborted) {
      const leftMs = heardAt + silentAfterMs - clock.now();
      if (leftMs > 0) await pause(clock, leftMs, end.signal);
      else endWith('silent');
    }
    if (over.aborted && !lost.aborted) await values.finish();
    await connection.close();
    const failed = await reading;
    if (failed !== null) throw failed.fault;
    return cause;
  } finally {
    values.onStuck(() => {});
    over.removeEventListener('abort', onOver);
    lost.removeEventListener('abort', onLost);
    await connection.close();
  }
}
