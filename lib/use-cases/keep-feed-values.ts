import { chunks } from '../domain/chunks.ts';
import { inParallel } from '../domain/in-parallel.ts';
import type { FeedValue } from '../domain/subscription/feed-value.ts';
import type { Clock } from '../ports/clock.ts';
import type { FeedSink } from '../ports/feed.ts';
import type { Log, Metrics } from '../ports/telemetry.ts';
import { pause, within } from './pause.ts';

export interface KeepFeedValuesNeeds {
  readonly sink: FeedSink;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What was received and is not kept yet. It outlives connections: what one of them brought is not lost with it. */
export interface FeedValues {
  add(value: FeedValue): void;
  /** Calls back, with a cause, when there is more than can be held, and when nothing was kept for long. */
  onStuck(call: (cause: string) => void): void;
  /** Whether there is room for what a further connection brings. */
  hasRoom(): boolean;
  /** False from when nothing was kept for long until something is. */
  isKeeping(): boolean;
  /** Tries to keep what is left, for a moment. Nothing may be added any more. */
  finish(): Promise<void>;
}

/** Prices of a live event move several times a second: a player needs one of them, and soon. */
const coalesceForMs = 250;
/** Few enough that a call is over in a moment, and what fails with it is little. */
const maxValuesPerCall = 100;
/** Some thousand values a second, and connections left for everybody else. */
const callsAtOnce = 4;
/** Some 400 bytes each, which a small function has; half of it is a burst of every bet on a large evening. */
const maxUnkept = 50_000;
/** Soon after one fault, and often enough in an outage to notice its end. */
const shortestPauseMs = 250;
const longestPauseMs = 4_000;
/** Outlasts throttling; what comes later is safer with the provider, who sends it again. */
const stuckAfterMs = 20_000;
/** Short, because a successor waits for the connection. */
const finishForMs = 3_000;

/**
 * Keeps what the feed tells: the newest value of each bet, and besides every cashed-out one. `moveCursor` is told up
 * to which instant (epoch ms, the provider's) all that was received is kept.
 */
export function keepFeedValues(
  { sink, clock, log, metrics }: KeepFeedValuesNeeds,
  moveCursor: (to: number) => void,
): FeedValues {
  const newest = new Map<string, FeedValue>();
  let cashedOut: FeedValue[] = [];
  let beingKept = 0;
  let received = 0;
  let receivedUpTo = 0;
  let keptAt = 0;
  let isKeeping = true;
  let keeping: Promise<void> | null = null;
  let tellStuck: (cause: string) => void = () => {};
  let watching = new AbortController();
  const hurry = new AbortController();
  const ended = new AbortController();

  function unkept(): number {
    return newest.size + cashedOut.length + beingKept;
  }

  function add(value: FeedValue): void {
    received += 1;
    // An instant yet to come would make everything until then look received.
    receivedUpTo = Math.max(receivedUpTo, Math.min(value.at, clock.now()));
    if (value.status === 'cashed-out') cashedOut.push(value);
    const before = newest.get(value.betId);
    if (before === undefined || before.at <= value.at) newest.set(value.betId, value);
    if (unkept() >= maxUnkept) tellStuck('more values than can be held');
    keeping ??= keepAll();
  }

  async function keepAll(): Promise<void> {
    keptAt = clock.now();
    watching = new AbortController();
    void watch(watching.signal);
    await pause(clock, coalesceForMs, hurry.signal);
    let pauseMs = shortestPauseMs;
    while (!ended.signal.aborted) {
      const begunAt = clock.now();
      const areKept = await keepOnce();
      if (unkept() === 0) break;
      if (areKept) await pause(clock, begunAt + coalesceForMs - clock.now(), hurry.signal);
      else if (hurry.signal.aborted) await pause(clock, shortestPauseMs, ended.signal);
      else await pause(clock, pauseMs, hurry.signal);
      pauseMs = areKept ? shortestPauseMs : Math.min(2 * pauseMs, longestPauseMs);
    }
    // In the turn of that last look, so that whatever is added from here on begins anew.
    keeping = null;
    watching.abort();
  }

  /** Tries all there is; what failed is there again afterwards. */
  async function keepOnce(): Promise<boolean> {
    if (received > 0) metrics.count('FeedValues', received);
    received = 0;
    const upTo = receivedUpTo;
    const values = [...newest.values()];
    const cashouts = cashedOut;
    newest.clear();
    cashedOut = [];
    beingKept = values.length + cashouts.length;
    const calls: readonly Call[] = [
      ...cashouts.map((value) => ({
        values: [value],
        keep: () => sink.cashedOut(value),
        putBack: tellAgain,
      })),
      ...chunks(values, maxValuesPerCall).map((some) => ({
        values: some,
        keep: () => sink.keep(some),
        putBack: keepAgain,
      })),
    ];
    const areKept = (await inParallel(calls, callsAtOnce, attempt)).every(Boolean);
    if (areKept) moveCursor(upTo);
    return areKept;
  }

  async function attempt({ values, keep, putBack }: Call): Promise<boolean> {
    try {
      await keep();
      keptAt = clock.now();
      isKeeping = true;
      return true;
    } catch (fault) {
      log.error('feed values not kept', fault, { values: values.length });
      values.forEach(putBack);
      return false;
    } finally {
      beingKept -= values.length;
    }
  }

  function tellAgain(value: FeedValue): void {
    cashedOut.push(value);
  }

  function keepAgain(value: FeedValue): void {
    const since = newest.get(value.betId);
    if (since === undefined || since.at < value.at) newest.set(value.betId, value);
  }

  /** Looks whether anything is kept at all: single values nobody can keep must not cost the others the feed. */
  async function watch(done: AbortSignal): Promise<void> {
    let toldAt = keptAt;
    for (;;) {
      await pause(clock, Math.max(keptAt, toldAt) + stuckAfterMs - clock.now(), done);
      if (done.aborted) return;
      if (clock.now() < keptAt + stuckAfterMs) continue;
      toldAt = clock.now();
      isKeeping = false;
      tellStuck('no values kept');
    }
  }

  return {
    add,
    onStuck(call) {
      tellStuck = call;
    },
    hasRoom: () => unkept() <= maxUnkept / 2,
    isKeeping: () => isKeeping,
    async finish() {
      hurry.abort();
      if (keeping !== null && !ended.signal.aborted) await within(clock, finishForMs, keeping);
      ended.abort();
      watching.abort();
    },
  };
}

interface Call {
  readonly values: readonly FeedValue[];
  readonly keep: () => Promise<void>;
  readonly putBack: (value: FeedValue) => void;
}
