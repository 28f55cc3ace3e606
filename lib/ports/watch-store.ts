import type { Watch } from '../domain/subscription/watch.ts';

/** What one batch read takes. */
export const maxWatchesPerLoad = 100;

/** Watches of Odds88 bets, the one provider with subscriptions. */
export interface WatchStore {
  /** Up to `maxWatchesPerLoad` bets in one round trip, strongly consistent, in the order asked; null where there is none. */
  loadMany(betIds: readonly string[]): Promise<readonly (Watch | null)[]>;
  /**
   * Writes viewers and group on the condition that the stored version is still `watch.version`; false when
   * somebody wrote first. Where there was none, `version` is 0.
   */
  save(watch: Watch): Promise<boolean>;
  /** Moves the bet to another group on the condition that it is still in `from`; whoever writes it otherwise is not disturbed. */
  move(betId: string, from: string, to: string): Promise<boolean>;
  /** Removes it on the condition that the stored version is still `watch.version`; false when somebody wrote first. */
  remove(watch: Watch): Promise<boolean>;
}
