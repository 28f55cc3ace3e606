import { odds88FeedHistoryMs } from '../../../../lib/contracts/native/odds88-feed.ts';
import type { Clock } from '../../../../lib/ports/clock.ts';
import { type SlidingLimit, slidingLimit } from './sliding-limit.ts';

const minuteMs = 60_000;

/** What a revision is good for: without one, and with one that is too old, nothing is recovered. */
export type RevisionKind = 'none' | 'too-old' | 'proper';

/** Of the facts file. Each kind has a count of its own. */
export const connectLimits = {
  none: { times: 5, withinMs: 30 * minuteMs },
  'too-old': { times: 5, withinMs: 30 * minuteMs },
  proper: { times: 5, withinMs: 5 * minuteMs },
} as const satisfies Record<RevisionKind, { times: number; withinMs: number }>;

/** `revision` in epoch seconds, null where the query has none. One of exactly three days ago is proper. */
export function revisionKind(revision: number | null, now: number): RevisionKind {
  if (revision === null || revision === 0) return 'none';
  return revision * 1_000 < now - odds88FeedHistoryMs ? 'too-old' : 'proper';
}

/** Counts connections by kind. One that was refused does not count, as with logins: the page is silent. */
export function connectCounts(clock: Clock): Readonly<Record<RevisionKind, SlidingLimit>> {
  return {
    none: slidingLimit(clock, connectLimits.none),
    'too-old': slidingLimit(clock, connectLimits['too-old']),
    proper: slidingLimit(clock, connectLimits.proper),
  };
}
