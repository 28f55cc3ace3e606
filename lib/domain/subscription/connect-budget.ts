import { lapseAfterMs } from './group.ts';

/** The provider limits each kind by itself; a revision that is too old counts as none. */
export type FeedConnectKind = 'without-revision' | 'with-revision';

/** When a connection was begun (epoch ms, on the clock of whoever began it), and how. */
export interface FeedConnect {
  readonly at: number;
  readonly kind: FeedConnectKind;
}

const minuteMs = 60_000;

/** Odds88 allows five connects of a kind within its window (odds88.facts.md). */
const maxConnects = 5;
const windowMs: Readonly<Record<FeedConnectKind, number>> = {
  'without-revision': 30 * minuteMs,
  'with-revision': 5 * minuteMs,
};

/**
 * A connect reaches the provider this much after it was begun at most: so much closer than here the first and the
 * last of a window may lie there.
 */
export const maxConnectMs = 10_000;

/** Two clocks of ours, each up to 30 s off. */
const clocksApartMs = 60_000;

const longestWindowMs = Math.max(...Object.values(windowMs)) + maxConnectMs + clocksApartMs;

/** Connects somebody else began, at the latest instant of our own clock that may have been. */
export function begunElsewhere(connects: readonly FeedConnect[]): readonly FeedConnect[] {
  return connects.map(({ at, kind }) => ({ at: at + clocksApartMs, kind }));
}

/** From when on (epoch ms) one more connect of a kind may begin; −∞ where nothing holds it up. */
export function connectableFrom(connects: readonly FeedConnect[], kind: FeedConnectKind): number {
  const begun = connects.filter((connect) => connect.kind === kind).map(({ at }) => at);
  const first = begun.sort((a, b) => b - a)[maxConnects - 1];
  return first === undefined ? Number.NEGATIVE_INFINITY : first + windowMs[kind] + maxConnectMs;
}

/** Those that still count for any container. */
export function recentConnects(connects: readonly FeedConnect[], now: number): readonly FeedConnect[] {
  return connects.filter(({ at }) => at > now - longestWindowMs);
}

/** A message may come this much after others that are newer. */
const disorderMs = minuteMs;

/** The provider keeps messages for three days; an hour less, so that a recovery is never begun too late. */
const recoverableMs = 71 * 60 * minuteMs;

/**
 * The revision to connect with, in unix seconds: from where on messages are to come again. Before anything was ever
 * received (`cursor` null, else epoch ms) that is as long ago as a bet that is subscribed now was subscribed at the
 * latest. 0, for a connect without one, when the last was received too long ago.
 */
export function revisionFrom(cursor: number | null, now: number): number {
  const from = cursor ?? now - lapseAfterMs;
  if (from < now - recoverableMs) return 0;
  return Math.max(0, Math.floor((Math.min(from, now) - disorderMs) / 1_000));
}

/**
 * The cursor (epoch ms) that makes the next connect recover what one begun at `at` with this revision was to recover.
 * One without a revision recovers nothing: what comes counts from its own begin.
 */
export function cursorAt(revision: number, at: number): number {
  return revision === 0 ? at : revision * 1_000 + disorderMs;
}

export function kindOf(revision: number): FeedConnectKind {
  return revision === 0 ? 'without-revision' : 'with-revision';
}
