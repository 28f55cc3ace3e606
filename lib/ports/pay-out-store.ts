import type { PayOut } from '../domain/pay-out/pay-out.ts';
import type { DueCursor } from './bet-store.ts';

export type PayOutSaveResult =
  | { readonly saved: true; readonly payOut: PayOut }
  /** Somebody else wrote first; `current` is the state that won. */
  | { readonly saved: false; readonly current: PayOut };

export interface DuePayOutPage {
  readonly betcoreBetIds: readonly string[];
  /** Pass it back for the next page; null at the end. */
  readonly cursor: DueCursor | null;
}

/** A place in the list of unresolved pay-outs, oldest first; plain data, so that it can travel. */
export interface UnresolvedPayOutPosition {
  /** Epoch milliseconds. */
  readonly since: number;
  readonly betcoreBetId: string;
}

export interface UnresolvedPayOutPage {
  readonly betcoreBetIds: readonly string[];
  /** Pass it back for the next page; null at the end. */
  readonly next: UnresolvedPayOutPosition | null;
}

/** What one batch read takes. */
export const maxPayOutsPerLoad = 100;

/** Pay-outs by BETCORE bet. They share the work shards and both lists with the bets. */
export interface PayOutStore {
  /** Strongly consistent. One nobody has asked for comes back blank, with version 0. */
  load(betcoreBetId: string): Promise<PayOut>;
  /** Up to `maxPayOutsPerLoad` in one round trip, eventually consistent, in the order asked; unseen ones are blank. */
  loadMany(betcoreBetIds: readonly string[]): Promise<readonly PayOut[]>;
  /**
   * Writes the pay-out on the condition that the stored version is still `payOut.version`, and moves the version one
   * up. Keeps `due`, `dueAt` (see domain/pay-out/due.ts, hence `now`), `unsent` and `unresolved` in step with the state.
   * A write whose answer was lost and which the client library sent again is recognised as our own.
   */
  save(payOut: PayOut, now: number): Promise<PayOutSaveResult>;
  /** Pay-outs of one shard whose `dueAt` has come, earliest first. The index lags: always load before acting. */
  listDue(shard: number, now: number, cursor: DueCursor | null): Promise<DuePayOutPage>;
  /** At most `limit` pay-outs that wait for a person, the one that waits longest first. The index lags as well. */
  listUnresolved(limit: number, after: UnresolvedPayOutPosition | null): Promise<UnresolvedPayOutPage>;
}
