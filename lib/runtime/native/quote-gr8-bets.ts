import type { Gr8AmountsInput } from '../../contracts/native/gr8-get-cashout-amounts.ts';
import { inParallel } from '../../domain/in-parallel.ts';
import type { BetQuote } from '../../domain/quote/quote.ts';
import { maxBetsPerLoad } from '../../ports/bet-store.ts';
import { quoteBets } from '../../use-cases/quote-bets.ts';
import type { Dependencies } from '../dependencies.ts';
import { Refused } from '../http/problems.ts';
import { notConnected } from '../http/unsupported.ts';
import type { NativeCall } from './native-operation.ts';

export type QuoteGr8BetsNeeds = Pick<Dependencies, 'bets' | 'clock' | 'log' | 'quoteReaders'>;

/** The most bets of one call are three parts: at once, a GR8 that does not answer costs one deadline and not three. */
const partsAtOnce = 3;

/** Quotes of one player's bets, a batch read of the ledger and one GET of GR8's per part. */
export async function quoteGr8Bets(
  needs: QuoteGr8BetsNeeds,
  { input: { playerId, betIds, margin }, note }: NativeCall<Gr8AmountsInput>,
): Promise<readonly BetQuote[]> {
  if (needs.quoteReaders.gr8 === undefined) throw new Refused(notConnected('gr8'));
  if (betIds.length === 1) note({ betId: betIds[0] });
  const asked = betIds.map((betId) => ({ provider: 'gr8', betId, possible: true, playerId }));
  const parts = Array.from({ length: Math.ceil(asked.length / maxBetsPerLoad) }, (_, part) =>
    asked.slice(part * maxBetsPerLoad, (part + 1) * maxBetsPerLoad),
  );
  return (await inParallel(parts, partsAtOnce, (part) => quoteBets(needs, part, { margin }))).flat();
}
