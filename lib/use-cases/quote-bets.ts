import { type Bet, isCashedOut } from '../domain/bet/bet.ts';
import { isKnownAsOthers } from '../domain/bet/owner.ts';
import { capabilities } from '../domain/capabilities.ts';
import { isProvider, type Provider } from '../domain/provider.ts';
import type { BetQuote, ProviderQuote } from '../domain/quote/quote.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { QuoteOptions } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import { type Answer, cashedOut, fromProvider, tellsAll, unavailable } from './quote-answers.ts';
import { type QuoteReadNeeds, type QuotesByPlace, readQuotes } from './read-quotes.ts';

export interface QuoteNeeds extends QuoteReadNeeds {
  readonly bets: BetStore;
  readonly clock: Clock;
}

export interface QuoteAsked {
  /** Anything: a provider nobody knows has no quotes. */
  readonly provider: string;
  readonly betId: string;
  /** Whether `betId` can be an id of that provider, and then is in canonical spelling. */
  readonly possible: boolean;
  readonly playerId: string | null;
}

/** What has come of one bet asked for, before its quote is known. */
type Prepared =
  | { readonly step: 'answer'; readonly answer: Answer }
  | { readonly step: 'ask'; readonly bet: Bet; readonly playerId: string | null };

/**
 * What each bet can be cashed out for now, in the order asked. One bad bet or provider never spoils the
 * others: it is unavailable with its reason. What a feed has told of a bet that is followed answers for it alone,
 * because whatever ends a bet ends its watch; the ledger is asked about the others, and where a player is named.
 */
export async function quoteBets(
  needs: QuoteNeeds,
  asked: readonly QuoteAsked[],
  options: QuoteOptions,
): Promise<readonly BetQuote[]> {
  const told = await readFeeds(needs, asked, options);
  const prepared = await prepare(needs, asked, told);
  const pulled = await readProviders(needs, prepared, options);
  const quotedAt = needs.clock.now();
  return asked.map(({ provider, betId }, place): BetQuote => {
    const answer = answerOf(prepared[place], told.get(place) ?? pulled.get(place));
    const source = isProvider(provider) ? capabilities[provider].quote : 'none';
    return { provider, betId, quotedAt, stale: false, ...answer, source };
  });
}

/** What feeds have told of the bets, in one read of their cache. */
function readFeeds(
  needs: QuoteNeeds,
  asked: readonly QuoteAsked[],
  options: QuoteOptions,
): Promise<QuotesByPlace> {
  const questions = asked.flatMap(({ provider, betId, possible, playerId }, place) =>
    possible && isProvider(provider) && isFed(provider) ? [{ place, provider, betId, playerId }] : [],
  );
  return readQuotes(needs, questions, options);
}

/** Answers what its feed or the ledger alone can answer; the rest is to be asked for. */
async function prepare(
  needs: QuoteNeeds,
  asked: readonly QuoteAsked[],
  told: QuotesByPlace,
): Promise<readonly Prepared[]> {
  const answers = asked.map((one, place) => answerOfFeed(one, told.get(place)));
  const refs = asked.flatMap(({ provider, betId, possible }, place) =>
    possible && isProvider(provider) && answers[place] === null ? [{ provider, betId }] : [],
  );
  const loaded = (refs.length === 0 ? [] : await needs.bets.loadMany(refs)).values();
  return asked.map(({ provider, possible, playerId }, place): Prepared => {
    const answer = answers[place] ?? null;
    if (answer !== null) return answered(answer);
    if (!isProvider(provider)) return answered(unavailable('not-supported'));
    const bet: Bet | undefined = possible ? loaded.next().value : undefined;
    if (bet === undefined) return answered(unavailable('bet-not-found'));
    const owner = bet.registration?.playerId ?? playerId;
    // Without a player nobody can be asked; and another player's bet is none of theirs.
    if (needs.quoteReaders[provider] === undefined) return answered(unavailable('not-supported'));
    const isNobodys = owner === null && capabilities[provider].playerRequired;
    if (isNobodys || (owner !== null && isKnownAsOthers(bet, playerId ?? owner))) {
      return answered(unavailable('bet-not-found'));
    }
    if (isCashedOut(bet)) return answered(cashedOut);
    if (bet.closed !== null) return answered(unavailable('bet-not-open'));
    return { step: 'ask', bet, playerId: owner };
  });
}

/** Null where the ledger has something to say: whose bet it is, how it ended, or in which currency it was placed. */
function answerOfFeed({ playerId }: QuoteAsked, quote: ProviderQuote | undefined): Answer | null {
  return playerId === null && quote !== undefined && tellsAll(quote) ? fromProvider(quote, null) : null;
}

/** Asks the providers whose quotes are not there yet. */
function readProviders(
  needs: QuoteNeeds,
  prepared: readonly Prepared[],
  options: QuoteOptions,
): Promise<QuotesByPlace> {
  const questions = prepared.flatMap((one, place) => {
    if (one.step === 'answer' || isFed(one.bet.provider)) return [];
    const { bet, playerId } = one;
    return [{ place, provider: bet.provider, betId: bet.betId, playerId }];
  });
  return readQuotes(needs, questions, options);
}

function answerOf(one: Prepared | undefined, quote: ProviderQuote | undefined): Answer {
  if (one?.step === 'answer') return one.answer;
  if (one === undefined || quote === undefined) return unavailable('provider-error');
  return fromProvider(quote, one.bet.registration?.stake.currency ?? null);
}

function isFed(provider: Provider): boolean {
  return capabilities[provider].quote === 'feed';
}

function answered(answer: Answer): Prepared {
  return { step: 'answer', answer };
}
