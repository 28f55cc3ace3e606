import type { Bet, BetRef } from '../domain/bet/bet.ts';
import type { Cashout } from '../domain/cashout/cashout.ts';

export type SaveResult =
  | { readonly saved: true; readonly bet: Bet }
  /** Somebody else wrote first; `current` is the state that won. */
  | { readonly saved: false; readonly current: Bet };

export interface DuePage {
  readonly refs: readonly BetRef[];
  /** Pass it back for the next page; null at the end. */
  readonly cursor: DueCursor | null;
}

/** Opaque to callers; each store has its own. */
export type DueCursor = unknown;

/** Work is spread over this many index partitions, so that no single one takes every write. */
export const workShards = 16;

/** What one batch read takes. */
export const maxBetsPerLoad = 100;

export interface BetStore {
  /** Strongly consistent. A bet never seen comes back blank, with version 0. */
  load(ref: BetRef): Promise<Bet>;
  /** Up to `maxBetsPerLoad` bets in one round trip, eventually consistent, in the order asked; unseen ones are blank. */
  loadMany(refs: readonly BetRef[]): Promise<readonly Bet[]>;
  /**
   * Writes the bet on the condition that the stored version is still `bet.version`, and moves the version
   * one up. Keeps `due`, `dueAt` (see domain/bet/due.ts, hence `now`) and `unsent` in step with the state.
   * A write whose answer was lost and which the client library sent again is recognised as our own.
   */
  save(bet: Bet, now: number): Promise<SaveResult>;
  /**
   * Writes the first of these cashouts (at least one, and as many as an item takes) as the bet's next archive, number
   * `bet.archives + 1`, and answers what that archive holds: something else where there is one already, from an attempt
   * that died or from somebody faster. What stands there is never overwritten. The bet itself is left alone: `save` it
   * without what the archive holds.
   */
  archive(bet: Bet, cashouts: readonly Cashout[]): Promise<readonly Cashout[]>;
  /**
   * Strongly consistent. Those of these cashouts that the first `archives` archives of the bet hold, the newest
   * archive first. Each of the archives must be there: one that is not is a fault, never an empty one.
   */
  findArchived(
    ref: BetRef,
    archives: number,
    cashoutIds: readonly string[] | 'all',
  ): Promise<readonly Cashout[]>;
  /** Bets of one shard whose `dueAt` has come, earliest first. The index lags: always load before acting. */
  listDue(shard: number, now: number, cursor: DueCursor | null): Promise<DuePage>;
  /**
   * Bets with a cashout that waits for a person, the one that waits longest first (domain/bet/bet.ts,
   * `unresolvedSince`). The index lags: always load before believing it.
   */
  listUnresolved(limit: number, after: UnresolvedPosition | null): Promise<UnresolvedPage>;
}

/** A place in the list of unresolved bets, oldest first; plain data, so that it can travel. */
export interface UnresolvedPosition {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly ref: BetRef;
}

export interface UnresolvedPage {
  readonly refs: readonly BetRef[];
  /** Pass it back for the next page; null at the end. */
  readonly next: UnresolvedPosition | null;
}

/** The store did not answer or refused to serve; nothing is known about what it did. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
