import type { Group } from '../domain/subscription/group.ts';

/** What one batch read takes. */
export const maxGroupsPerLoad = 100;

/** Enough for some thousand new groups a second, and few enough to be asked every minute. */
export const renewalShards = 4;

export interface GroupPage {
  readonly ids: readonly string[];
  /** Pass it back for the next page; null at the end. */
  readonly cursor: GroupCursor | null;
}

/** Opaque to callers; each store has its own. */
export type GroupCursor = unknown;

/** Renewal groups of Odds88 subscriptions. */
export interface GroupStore {
  /** Up to `maxGroupsPerLoad` groups, strongly consistent, in the order asked; null where there is none. */
  loadMany(ids: readonly string[]): Promise<readonly (Group | null)[]>;
  /**
   * Writes it on the condition that the stored version is still `group.version`; answers the stored group, or null
   * when somebody wrote first. The very same write again is answered like the first: a client library repeats a
   * call whose answer it lost.
   */
  save(group: Group): Promise<Group | null>;
  /** Removes it on the condition that the stored version is still `group.version`, or that it is gone already; false when somebody wrote first. */
  remove(group: Group): Promise<boolean>;
  /** Groups of one shard (0 … renewalShards − 1) that are due before `before` (epoch ms), earliest first. The index lags: load before acting. */
  listDue(shard: number, before: number, cursor: GroupCursor | null): Promise<GroupPage>;
}
