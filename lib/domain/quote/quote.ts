import type { QuoteSource } from '../capabilities.ts';
import type { Currency } from '../money/currency.ts';
import type { Decimal } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import type { Reason } from '../reasons.ts';

/** Whether part of the stake can be cashed out, and what each unit of it pays; ratio null when not told. */
export interface PartialOffer {
  readonly available: boolean;
  readonly ratio: Decimal | null;
}

/** What a provider says a bet can be cashed out for. */
export type ProviderQuote =
  | ({
      readonly status: 'available';
      readonly amount: Decimal;
      /** Null when the provider does not say it. */
      readonly currency: Currency | null;
      readonly partial: PartialOffer | null;
      readonly openBetAvailable: boolean | null;
    } & ToldBefore)
  | ({
      readonly status: 'unavailable';
      readonly reason: Reason;
      readonly openBetAvailable: boolean | null;
    } & ToldBefore);

/** Of a quote that was told before it was asked for; without these it is of this moment. */
interface ToldBefore {
  /** When (epoch ms, the provider's clock). */
  readonly quotedAt?: number;
  /** Too long ago to be relied on. */
  readonly stale?: boolean;
  /** The provider is asked for it on behalf of viewers, which no bet has that the hub knows to be over. */
  readonly forViewers?: boolean;
}

/** What one bet can be cashed out for. */
export interface BetQuote {
  /** As sent: one nobody knows has no quotes. */
  readonly provider: string;
  /** In canonical spelling; as sent where it cannot be an id of that provider. */
  readonly betId: string;
  readonly status: 'available' | 'unavailable' | 'cashed-out';
  /** Null unless available; its currency null when neither the provider nor a registration tells it. */
  readonly amount: Money | null;
  readonly partial: PartialOffer | null;
  /** GR8's `isAvailableOpenBet`, passed through. */
  readonly openBetAvailable: boolean | null;
  /** Null unless unavailable. */
  readonly reason: Reason | null;
  /** Epoch milliseconds. */
  readonly quotedAt: number;
  readonly source: QuoteSource;
  /** The amount is older than it should be. */
  readonly stale: boolean;
}
