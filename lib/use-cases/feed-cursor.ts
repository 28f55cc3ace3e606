import type { HeldFeedLease } from './hold-feed-lease.ts';

/** From where on messages must come again should the connection break: what the lease is written with. */
export interface FeedCursor {
  /** All that was received up to this instant (epoch ms, the provider's) is kept. */
  keptUpTo(instant: number): void;
  /**
   * A connection begins, and tells what it is to recover in no order that is promised: the newest instant says nothing
   * of older ones. Until `release` the cursor stands where it was when the connection was begun.
   */
  hold(): void;
  /** The connection has told what it was to recover: from here on the newest instant counts. */
  release(): void;
}

/** A connection that ends in between leaves the cursor held, so that the next one recovers the same and more. */
export function feedCursor(lease: Pick<HeldFeedLease, 'state' | 'note'>): FeedCursor {
  let newest = 0;
  let isHeld = false;

  function move(): void {
    if (!isHeld) lease.note({ cursor: Math.max(newest, lease.state.cursor ?? 0) });
  }

  return {
    keptUpTo(instant) {
      newest = Math.max(newest, instant);
      move();
    },
    hold() {
      isHeld = true;
    },
    release() {
      isHeld = false;
      move();
    },
  };
}
