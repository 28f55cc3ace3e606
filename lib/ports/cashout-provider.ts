import type { Kind, PriceChange } from '../domain/cashout/cashout.ts';
import type { Money } from '../domain/money/money.ts';
import type { ValidTicket } from '../domain/pricing/ticket.ts';
import type { ProviderQuote } from '../domain/quote/quote.ts';
import type { Reason } from '../domain/reasons.ts';

export interface QuoteQuery {
  readonly betId: string;
  /** Null where the provider's calls name no player. */
  readonly playerId: string | null;
}

export interface QuoteOptions {
  /** GR8's version of the margin formula, passed on as it is. */
  readonly margin?: string | undefined;
}

export interface QuoteReader {
  /**
   * What each bet can be cashed out for now, in the order asked: the same bet may be asked for in the name of
   * two players. Never throws for a provider fault.
   */
  readQuotes(bets: readonly QuoteQuery[], options: QuoteOptions): Promise<readonly ProviderQuote[]>;
}

export interface PlaceRequest {
  readonly betId: string;
  /** Null where the provider's calls name no player. */
  readonly playerId: string | null;
  readonly kind: Kind;
  readonly amount: Money;
  /** The part of the stake, for partial cashouts; null for the others. */
  readonly stake: Money | null;
  /** Null for forced cashouts. */
  readonly priceChange: PriceChange | null;
  /** GR8's version of the margin formula. */
  readonly margin?: string | undefined;
  /** Decimals the caller wants the amount counted in, where it said so (Odds88's own path). */
  readonly precision?: number | undefined;
  /** Where the hub itself prices the bet. */
  readonly ticketToPrice?: TicketToPrice | undefined;
  /** After this instant (epoch ms) the request must not leave. */
  readonly sendBefore: number;
  /** By this instant (epoch ms) the answer must be here, waits and follow-up reads included. */
  readonly answerBy: number;
}

export interface TicketToPrice {
  readonly ticket: ValidTicket;
  /** What is left of the bet's stake. */
  readonly openStake: Money;
  /** As the bet is registered: no provider stands behind it that would refuse to cash one out. */
  readonly isFreeBet: boolean;
}

/** How one attempt to cash a bet out ended. There is no fifth way, and none of them throws. */
export type PlaceOutcome =
  | { readonly outcome: 'accepted'; readonly amount: Money; readonly evidence?: string }
  /** The provider's own no. */
  | { readonly outcome: 'declined'; readonly reason: Reason; readonly evidence?: string }
  /** It may have been executed: nobody knows. */
  | { readonly outcome: 'unclear'; readonly evidence: string }
  /** Proven never to have been executed. */
  | { readonly outcome: 'never-sent'; readonly reason: Reason; readonly evidence: string };

export interface CashoutProvider {
  place(request: PlaceRequest): Promise<PlaceOutcome>;
}
