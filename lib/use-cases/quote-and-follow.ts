import type { BetQuote } from '../domain/quote/quote.ts';
import { reason } from '../domain/reasons.ts';
import type { QuoteOptions } from '../ports/cashout-provider.ts';
import { type QuoteAsked, type QuoteNeeds, quoteBets } from './quote-bets.ts';
import {
  type SubscribeAsked,
  type Subscribed,
  type SubscribeNeeds,
  subscribeBets,
} from './subscribe-bets.ts';

/**
 * Quotes, and has the viewer follow the bets nobody follows yet: their amounts come with one of the next calls.
 * A bet that cannot be followed says why.
 */
export async function quoteAndFollow(
  needs: QuoteNeeds & SubscribeNeeds,
  asked: readonly QuoteAsked[],
  options: QuoteOptions,
  viewer: Omit<SubscribeAsked, 'betIds'>,
): Promise<readonly BetQuote[]> {
  const quotes = await quoteBets(needs, asked, options);
  const missing = new Set(quotes.filter(isNotFollowed).map(({ betId }) => betId));
  if (missing.size === 0) return quotes;
  const answers = await follow(needs, { ...viewer, betIds: [...missing] });
  const answerOf = new Map(answers.map((answer) => [answer.betId, answer]));
  return quotes.map((quote) => {
    const answer = isNotFollowed(quote) ? answerOf.get(quote.betId) : undefined;
    if (answer === undefined) return quote;
    return { ...quote, reason: answer.outcome === 'failed' ? answer.reason : reason('quote-pending') };
  });
}

/** Only providers with subscriptions have such quotes. */
function isNotFollowed({ reason: why }: BetQuote): boolean {
  return why?.code === 'not-subscribed';
}

async function follow(needs: SubscribeNeeds, asked: SubscribeAsked): Promise<readonly Subscribed[]> {
  try {
    return await subscribeBets(needs, asked);
  } catch (fault) {
    // The quotes of the other bets are known, and these say that they are not followed.
    needs.log.error('bets could not be followed', fault);
    return [];
  }
}
