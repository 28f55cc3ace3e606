import type { FeedConnect } from '../domain/subscription/connect-budget.ts';

/** What is known of the one feed connection in the world; it outlives its holders. */
export interface FeedLease {
  /** Null when nobody holds it. */
  readonly holder: string | null;
  /** Moved one up by every write: a challenger watches whether it moves, not what a clock says. */
  readonly beat: number;
  /** The holder is about to end: whoever waits looks closer. */
  readonly leaving: boolean;
  /** Up to when (epoch ms, the provider's clock) all messages have been written; null before the first. */
  readonly cursor: number | null;
  /** Of the last half hour, oldest first; written before each connection is begun. */
  readonly connects: readonly FeedConnect[];
}

/** The lease of a feed: one item per name, written by compare-and-swap on its beat. */
export interface FeedLeaseStore {
  /** Strongly consistent; null when there has never been one. */
  load(name: string): Promise<FeedLease | null>;
  /**
   * Writes on the condition that the stored beat is still that of `read` (null: that there is none); answers what is
   * stored then, its beat moved one up, or null when somebody wrote first. The very same write again is answered
   * like the first: a client library repeats a call whose answer it lost.
   */
  save(name: string, next: Omit<FeedLease, 'beat'>, read: FeedLease | null): Promise<FeedLease | null>;
}
