import type { BetRef } from '../domain/bet/bet.ts';
import type { DueCursor } from './bet-store.ts';

/** An item of the ledger that has events to publish and work to be done on: a bet, or a pay-out. */
export type ItemRef =
  | ({ readonly type: 'bet' } & BetRef)
  | { readonly type: 'pay-out'; readonly betcoreBetId: string };

export interface DueWorkPage {
  readonly refs: readonly ItemRef[];
  /** Further ones of this page, whose keys nobody can read; the list has logged them. */
  readonly unreadable: number;
  /** Pass it back for the next page; null at the end. */
  readonly cursor: DueCursor | null;
}

/** A place in the list of what waits for a person, oldest first; plain data, so that it can travel. */
export interface UnresolvedItem {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly ref: ItemRef;
}

export interface UnresolvedItemPage {
  readonly refs: readonly ItemRef[];
  /** Pass it back for the next page; null at the end. */
  readonly next: UnresolvedItem | null;
}

/** What bets and pay-outs have in common: they share the work shards and the list of what waits for a person. */
export interface WorkList {
  /** Items of one shard whose `dueAt` has come, earliest first. The index lags: always load before acting. */
  listDue(shard: number, now: number, cursor: DueCursor | null): Promise<DueWorkPage>;
  /** At most `limit` items that wait for a person, the one that waits longest first. The index lags as well. */
  listUnresolved(limit: number, after: UnresolvedItem | null): Promise<UnresolvedItemPage>;
}
