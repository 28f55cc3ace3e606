import type { Money } from '../money/money.ts';
import type { Reason } from '../reasons.ts';

export const kinds = ['full', 'partial', 'forced'] as const;
export type Kind = (typeof kinds)[number];

export const statuses = ['held', 'pending', 'accepted', 'declined', 'unknown', 'reversed'] as const;
export type Status = (typeof statuses)[number];

/** `provider` covers its answers, callbacks and feed alike. */
export const decidedBy = ['hub', 'provider', 'inference', 'person'] as const;
export type DecidedBy = (typeof decidedBy)[number];

/** Who started it: a request to the hub, the provider's own page (a callback), or somebody past the hub. */
export const origins = ['operator', 'provider', 'external'] as const;
export type Origin = (typeof origins)[number];

/** What may happen to the price between what the player was shown and what is paid. */
export const priceChanges = ['none', 'rise', 'any'] as const;
export type PriceChange = (typeof priceChanges)[number];

export interface HistoryEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly from: Status | null;
  readonly to: Status;
  readonly decidedBy: DecidedBy | null;
  readonly evidence?: string;
  readonly actor?: string;
  readonly note?: string;
}

/** What BETCORE is to pay once the cashout is settled, and only then. */
export interface CashoutPayOut {
  readonly sessionId: string;
  /** The bet's id at BETCORE. */
  readonly betcoreBetId: string;
  /** The stake cashed out, for BETCORE's odd; null where nobody told it. */
  readonly stake: Money | null;
}

/** What a cashout is born with; the rest follows from the commands applied to it. */
export interface CashoutOpening {
  /** `co_` and a hash of provider, bet and idempotency key; DATA.BET: the cash-out order id. */
  readonly cashoutId: string;
  readonly kind: Kind;
  readonly origin: Origin;
  /** Null where nobody asked the hub: callbacks and cashouts made elsewhere. */
  readonly requested: Money | null;
  /** The part of the stake cashed out; null for full and forced ones whose stake nobody told. */
  readonly stake: Money | null;
  readonly playerId: string | null;
  readonly priceChange: PriceChange | null;
  /** Hash of what was asked, to tell a repeat from another request under the same key. */
  readonly fingerprint: string | null;
  /** Null where the money reaches the player some other way; always null for parts and for cashouts made elsewhere. */
  readonly payOut: CashoutPayOut | null;
  /** After this instant (epoch ms) the request must not leave any more. */
  readonly sendBefore: number | null;
  /** Until this instant (epoch ms) the answer is awaited by whoever sent it. */
  readonly leaseUntil: number | null;
  /** Which client asked (the token's client id), and the id its call carried. */
  readonly client: string | null;
  readonly correlationId: string;
}

/** What has come of asking the provider about an unknown cashout so far; times in epoch milliseconds. */
export interface Inquiry {
  readonly asked: number;
  /** When the bet was last seen to be still available, unless a later reading said otherwise. */
  readonly availableAt: number | null;
  readonly askAt: number;
}

/** What the feed told of this cashout, or while its request was on its way. */
export interface Note {
  /** Epoch milliseconds, the provider's clock. */
  readonly toldAt: number;
  /** Null where it was not told. */
  readonly amount: Money | null;
}

export interface Cashout extends CashoutOpening {
  readonly status: Status;
  readonly decidedBy: DecidedBy | null;
  /** What the provider said it pays; kept when reversed. */
  readonly settled: Money | null;
  readonly reason: Reason | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly escalatedAt: number | null;
  /** Null until it is unknown and has been asked about. */
  readonly inquiry: Inquiry | null;
  /** Null until the feed has told anything that its state does not say already. */
  readonly noted: Note | null;
  readonly history: readonly HistoryEntry[];
}

/** Not decided yet: whatever else is asked of its bet must wait. */
export function isOpen({ status }: Cashout): boolean {
  return status === 'held' || status === 'pending' || status === 'unknown';
}

/** Until when (epoch ms) whoever sent it is waited for; without a lease nobody is. */
export function leaseEndOf({ leaseUntil, updatedAt }: Cashout): number {
  return leaseUntil ?? updatedAt;
}

/** When this cashout last became unknown (epoch ms). */
export function unknownSince({ history, createdAt }: Cashout): number {
  return history.findLast(({ from, to }) => to === 'unknown' && from !== 'unknown')?.at ?? createdAt;
}

/** Nobody could settle it in time: a person must. */
export function isUnresolved({ status, escalatedAt }: Cashout): boolean {
  return status === 'unknown' && escalatedAt !== null;
}
