import type { FeedValue } from '../domain/subscription/feed-value.ts';
import type { Watch } from '../domain/subscription/watch.ts';

/** What one batch read takes. */
export const maxWatchesPerLoad = 100;

/**
 * Watches of Odds88 bets, the one provider with subscriptions. A write names the watch it was decided on: version
 * and group together, because a watch that ended and began anew starts at version 1 again, in another group.
 */
export interface WatchStore {
  /** Up to `maxWatchesPerLoad` bets in one round trip, strongly consistent, in the order asked; null where there is none. */
  loadMany(betIds: readonly string[]): Promise<readonly (Watch | null)[]>;
  /**
   * Writes viewers and group on the condition that the stored watch is still `read` (null: that there is none);
   * answers what is stored then, or null when somebody wrote first. The very same write again is answered like the
   * first: a client library repeats a call whose answer it lost.
   */
  save(next: Pick<Watch, 'betId' | 'viewers' | 'group'>, read: Watch | null): Promise<Watch | null>;
  /** Moves the bet to another group on the condition that it is still in `from`; whoever writes its viewers meanwhile is not disturbed. */
  move(betId: string, from: string, to: string): Promise<boolean>;
  /**
   * Keeps what the feed told as the watch's quote, unless a later one is there already (an equal instant counts as
   * newer). False when it was not kept: a later one is there, or nobody follows the bet.
   */
  keepQuote(value: FeedValue): Promise<boolean>;
  /** Removes it on the condition that the stored watch is still `read`, or gone already; false when somebody wrote first. */
  remove(read: Watch): Promise<boolean>;
}
