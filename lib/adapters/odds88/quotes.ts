import { chunks } from '../../domain/chunks.ts';
import type { ProviderQuote } from '../../domain/quote/quote.ts';
import { type ReasonCode, reason } from '../../domain/reasons.ts';
import { hasViewers, interestUntil, type Watch } from '../../domain/subscription/watch.ts';
import type { QuoteReader } from '../../ports/cashout-provider.ts';
import type { Clock } from '../../ports/clock.ts';
import { maxWatchesPerLoad, type WatchStore } from '../../ports/watch-store.ts';
import { type Odds88Calls, settingsOf } from './calls.ts';
import { assumedRejections, type Rejection, rejectionCode } from './rejections.ts';
import { assumedStaleAfterMs } from './settings.ts';

export interface FeedQuotesNeeds extends Pick<Odds88Calls, 'settings' | 'log'> {
  readonly watches: WatchStore;
  readonly clock: Clock;
}

/** What Odds88's feed has told of the bets that are followed: one read of the store and no call to Odds88. */
export function odds88Quotes(needs: FeedQuotesNeeds): QuoteReader {
  return {
    async readQuotes(bets) {
      const [found, settings] = await Promise.all([
        loadAll(
          needs.watches,
          bets.map(({ betId }) => betId),
        ),
        settingsOf(needs),
      ]);
      const { quoteStaleAfterMs = assumedStaleAfterMs, rejections = assumedRejections } = settings ?? {};
      const now = needs.clock.now();
      return found.map((watch) => toQuote(watch, now, quoteStaleAfterMs, rejections));
    },
  };
}

async function loadAll(watches: WatchStore, betIds: readonly string[]): Promise<readonly (Watch | null)[]> {
  return (await Promise.all(chunks(betIds, maxWatchesPerLoad).map((part) => watches.loadMany(part)))).flat();
}

function toQuote(
  watch: Watch | null,
  now: number,
  staleAfterMs: number,
  rejections: readonly Rejection[],
): ProviderQuote {
  if (watch === null || interestUntil(watch, now) === null) return unavailable('not-subscribed');
  const { quote } = watch;
  if (quote === null) return unavailable('quote-pending');
  const told = {
    quotedAt: quote.at,
    stale: now - quote.at > staleAfterMs,
    forViewers: hasViewers(watch, now),
  };
  if (quote.status === 'available' && quote.amount !== null) {
    const { value, currency } = quote.amount;
    return { status: 'available', amount: value, currency, partial: null, openBetAvailable: null, ...told };
  }
  if (quote.status === 'cashed-out') return { ...unavailable('already-cashed-out'), ...told };
  const code = quote.reason === null ? 'not-supported' : rejectionCode(quote.reason, rejections);
  // A text nobody knows: the feed's own status says "not supported".
  return { ...unavailable(code === 'provider-rejected' ? 'not-supported' : code), ...told };
}

function unavailable(code: ReasonCode): Extract<ProviderQuote, { status: 'unavailable' }> {
  return { status: 'unavailable', reason: reason(code), openBetAvailable: null };
}
