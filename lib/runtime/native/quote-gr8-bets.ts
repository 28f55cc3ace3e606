import type { Gr8AmountsInput } from '../../contracts/native/gr8-get-cashout-amounts.ts';
import type { BetQuote } from '../../domain/quote/quote.ts';
import { maxBetsPerLoad } from '../../ports/bet-store.ts';
import { quoteBets } from '../../use-cases/quote-bets.ts';
import type { Dependencies } from '../dependencies.ts';
import { Refused } from '../http/problems.ts';
import { notConnected } from '../http/unsupported.ts';

export type QuoteGr8BetsNeeds = Pick<Dependencies, 'bets' | 'clock' | 'log' | 'quoteReaders'>;

/** Quotes of one player's bets. The page names no most; one URL carries three hundred, and one read a hundred. */
export async function quoteGr8Bets(
  needs: QuoteGr8BetsNeeds,
  { playerId, betIds, margin }: Gr8AmountsInput,
): Promise<readonly BetQuote[]> {
  if (needs.quoteReaders.gr8 === undefined) throw new Refused(notConnected('gr8'));
  const asked = betIds.map((betId) => ({ provider: 'gr8', betId, possible: true, playerId }));
  const parts = Array.from({ length: Math.ceil(asked.length / maxBetsPerLoad) }, (_, part) =>
    asked.slice(part * maxBetsPerLoad, (part + 1) * maxBetsPerLoad),
  );
  return (await Promise.all(parts.map((part) => quoteBets(needs, part, { margin })))).flat();
}
