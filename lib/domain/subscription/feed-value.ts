import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';

/** One message of the feed about one bet. */
export interface FeedValue {
  readonly betId: string;
  /** The operator's player id, where the feed tells it. */
  readonly playerId: string | null;
  /** The provider's own instant (epoch ms): of two messages about a bet the later one counts. */
  readonly at: number;
  readonly status: 'available' | 'unavailable' | 'cashed-out';
  /** What a cashout pays, or paid. */
  readonly amount: FeedAmount | null;
  /** Why it is not available, in the provider's words. */
  readonly reason: string | null;
}

export interface FeedAmount {
  readonly value: Decimal;
  /** Null where it is none this hub knows. */
  readonly currency: Currency | null;
  /** Decimals the provider counts this currency's amounts in. */
  readonly precision: number;
}
