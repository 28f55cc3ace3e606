import { type Bet, isCashedOut } from '../domain/bet/bet.ts';
import { isKnownAsOthers } from '../domain/bet/owner.ts';
import { capabilities } from '../domain/capabilities.ts';
import { money } from '../domain/money/money.ts';
import { isProvider, type Provider } from '../domain/provider.ts';
import type { BetQuote, ProviderQuote } from '../domain/quote/quote.ts';
import { type ReasonCode, reason } from '../domain/reasons.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { QuoteOptions, QuoteReader } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/telemetry.ts';

export interface QuoteNeeds {
  readonly bets: BetStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly quoteReaders: Readonly<Partial<Record<Provider, QuoteReader>>>;
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

type Answer = Pick<BetQuote, 'status' | 'amount' | 'partial' | 'openBetAvailable' | 'reason'> &
  Partial<Pick<BetQuote, 'quotedAt' | 'stale'>>;

/**
 * What each bet can be cashed out for now, in the order asked. One bad bet or provider never spoils the
 * others: it is unavailable with its reason.
 */
export async function quoteBets(
  needs: QuoteNeeds,
  asked: readonly QuoteAsked[],
  options: QuoteOptions,
): Promise<readonly BetQuote[]> {
  const prepared = await prepare(needs, asked);
  const quotes = await readProviders(needs, prepared, options);
  const quotedAt = needs.clock.now();
  return asked.map(({ provider, betId }, index): BetQuote => {
    const answer = quotes.get(index) ?? unavailable('provider-error');
    const source = isProvider(provider) ? capabilities[provider].quote : 'none';
    return { provider, betId, quotedAt, stale: false, ...answer, source };
  });
}

/** Answers what the ledger alone can answer; the rest is to be asked for. */
async function prepare(needs: QuoteNeeds, asked: readonly QuoteAsked[]): Promise<readonly Prepared[]> {
  const refs = asked.flatMap(({ provider, betId, possible }) =>
    possible && isProvider(provider) ? [{ provider, betId }] : [],
  );
  const loaded = (await needs.bets.loadMany(refs)).values();
  return asked.map(({ provider, possible, playerId }): Prepared => {
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
    if (isCashedOut(bet)) {
      return answered({ ...nothing, status: 'cashed-out', reason: null });
    }
    if (bet.closed !== null) return answered(unavailable('bet-not-open'));
    return { step: 'ask', bet, playerId: owner };
  });
}

/** The answer to each bet, by its place. */
async function readProviders(
  needs: QuoteNeeds,
  prepared: readonly Prepared[],
  options: QuoteOptions,
): Promise<ReadonlyMap<number, Answer>> {
  const answers = new Map<number, Answer>();
  const questions = new Map<Provider, { index: number; bet: Bet; playerId: string | null }[]>();
  for (const [index, one] of prepared.entries()) {
    if (one.step === 'answer') answers.set(index, one.answer);
    else questions.set(one.bet.provider, [...(questions.get(one.bet.provider) ?? []), { index, ...one }]);
  }
  await Promise.all(
    [...questions].map(async ([provider, asked]) => {
      try {
        const queries = asked.map(({ bet, playerId }) => ({ betId: bet.betId, playerId }));
        const quotes = (await needs.quoteReaders[provider]?.readQuotes(queries, options)) ?? [];
        for (const [position, { index, bet }] of asked.entries()) {
          const quote = quotes[position];
          if (quote !== undefined) answers.set(index, fromProvider(quote, bet));
        }
      } catch (fault) {
        // A reader promises not to throw; if it does, its bets are unavailable and the others are not.
        needs.log.error('quotes could not be read', fault, { provider });
      }
    }),
  );
  return answers;
}

const nothing = { amount: null, partial: null, openBetAvailable: null } as const;

function unavailable(code: ReasonCode): Answer {
  return { ...nothing, status: 'unavailable', reason: reason(code) };
}

function answered(answer: Answer): Prepared {
  return { step: 'answer', answer };
}

function fromProvider(quote: ProviderQuote, bet: Bet): Answer {
  if (quote.status === 'unavailable') {
    const { reason: why, openBetAvailable } = quote;
    return { ...nothing, status: 'unavailable', reason: why, openBetAvailable, ...toldBefore(quote) };
  }
  return {
    status: 'available',
    amount: money(quote.amount, quote.currency ?? bet.registration?.stake.currency ?? null),
    partial: quote.partial,
    openBetAvailable: quote.openBetAvailable,
    reason: null,
    ...toldBefore(quote),
  };
}

function toldBefore({ quotedAt, stale }: ProviderQuote): Partial<Pick<BetQuote, 'quotedAt' | 'stale'>> {
  return { ...(quotedAt === undefined ? {} : { quotedAt }), ...(stale === undefined ? {} : { stale }) };
}
