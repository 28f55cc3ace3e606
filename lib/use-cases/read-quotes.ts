import type { Provider } from '../domain/provider.ts';
import type { ProviderQuote } from '../domain/quote/quote.ts';
import type { QuoteOptions, QuoteQuery, QuoteReader } from '../ports/cashout-provider.ts';
import type { Log } from '../ports/telemetry.ts';

export interface QuoteReadNeeds {
  readonly log: Log;
  readonly quoteReaders: Readonly<Partial<Record<Provider, QuoteReader>>>;
}

/** A bet to be quoted, and where in its caller's list it stands. */
export interface QuoteQuestion extends QuoteQuery {
  readonly place: number;
  readonly provider: Provider;
}

export type QuotesByPlace = ReadonlyMap<number, ProviderQuote>;

/** Asks each provider once, all at the same time. A bet nobody could be asked about is missing. */
export async function readQuotes(
  { log, quoteReaders }: QuoteReadNeeds,
  questions: readonly QuoteQuestion[],
  options: QuoteOptions,
): Promise<QuotesByPlace> {
  const found = new Map<number, ProviderQuote>();
  const providers = new Set(questions.map(({ provider }) => provider));
  await Promise.all(
    [...providers].map(async (provider) => {
      const asked = questions.filter((question) => question.provider === provider);
      try {
        const queries = asked.map(({ betId, playerId }) => ({ betId, playerId }));
        const quotes = (await quoteReaders[provider]?.readQuotes(queries, options)) ?? [];
        for (const [position, { place }] of asked.entries()) {
          const quote = quotes[position];
          if (quote !== undefined) found.set(place, quote);
        }
      } catch (fault) {
        // A reader promises not to throw; if it does, its bets are unavailable and the others are not.
        log.error('quotes could not be read', fault, { provider });
      }
    }),
  );
  return found;
}
