import type { Currency } from '../domain/money/currency.ts';
import { money } from '../domain/money/money.ts';
import type { BetQuote, ProviderQuote } from '../domain/quote/quote.ts';
import { type ReasonCode, reason } from '../domain/reasons.ts';

/** What is answered about one bet; without an instant it is of this moment. */
export type Answer = Pick<BetQuote, 'status' | 'amount' | 'partial' | 'openBetAvailable' | 'reason'> &
  Partial<Pick<BetQuote, 'quotedAt' | 'stale'>>;

const nothing = { amount: null, partial: null, openBetAvailable: null } as const;

export const cashedOut: Answer = { ...nothing, status: 'cashed-out', reason: null };

export function unavailable(code: ReasonCode): Answer {
  return { ...nothing, status: 'unavailable', reason: reason(code) };
}

/** `currency` is that of the bet, where the hub knows it: a provider that names one itself is believed. */
export function fromProvider(quote: ProviderQuote, currency: Currency | null): Answer {
  if (quote.status === 'unavailable') {
    const { reason: why, openBetAvailable } = quote;
    return { ...nothing, status: 'unavailable', reason: why, openBetAvailable, ...toldBefore(quote) };
  }
  return {
    status: 'available',
    amount: money(quote.amount, quote.currency ?? currency),
    partial: quote.partial,
    openBetAvailable: quote.openBetAvailable,
    reason: null,
    ...toldBefore(quote),
  };
}

/**
 * Whether the quote of a feed says all there is to say of its bet. One the hub follows for itself alone may be of a bet
 * that is closed.
 */
export function tellsAll(quote: ProviderQuote): boolean {
  return quote.status === 'available' && quote.currency !== null && quote.forViewers === true;
}

function toldBefore({ quotedAt, stale }: ProviderQuote): Partial<Pick<BetQuote, 'quotedAt' | 'stale'>> {
  return { ...(quotedAt === undefined ? {} : { quotedAt }), ...(stale === undefined ? {} : { stale }) };
}
