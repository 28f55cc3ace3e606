import { type Bet, closingCashout } from '../domain/bet/bet.ts';
import { capabilities } from '../domain/capabilities.ts';
import { money } from '../domain/money/money.ts';
import type { Provider } from '../domain/provider.ts';
import type { BetQuote } from '../domain/quote/quote.ts';
import { type ReasonCode, reason } from '../domain/reasons.ts';
import type { BetStore } from '../ports/bet-store.ts';
import type { ProviderQuote, QuoteOptions, QuoteReader } from '../ports/cashout-provider.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/telemetry.ts';

export interface QuoteNeeds {
  readonly bets: BetStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly quoteReaders: Readonly<Partial<Record<Provider, QuoteReader>>>;
}

export interface QuoteAsked {
  readonly provider: Provider;
  readonly betId: string;
  /** Whether `betId` can be an id of that provider, and then is in canonical spelling. */
  readonly possible: boolean;
  readonly playerId: string | null;
}

/**
 * What each bet can be cashed out for now, in the order asked. One bad bet or provider never spoils the
 * others: it is unavailable with its reason.
 */
export async function quoteBets(
  needs: QuoteNeeds,
  asked: readonly QuoteAsked[],
  options: QuoteOptions,
): Promise<readonly BetQuote[]> {
  const known = await loadKnown(needs, asked);
  const fromProviders = await readProviders(needs, asked, known, options);
  const quotedAt = needs.clock.now();
  return asked.map(({ provider, betId }, index): BetQuote => {
    const bet = known[index];
    const base = { provider, betId, quotedAt, source: capabilities[provider].quote, stale: false };
    if (bet === undefined) return { ...unavailable('bet-not-found'), ...base };
    if (closingCashout(bet) !== undefined) return { ...nothing, status: 'cashed-out', reason: null, ...base };
    if (bet.closed !== null) return { ...unavailable('bet-not-open'), ...base };
    if (needs.quoteReaders[provider] === undefined) return { ...unavailable('not-supported'), ...base };
    const quote = fromProviders.get(provider)?.get(betId);
    if (quote === undefined) return { ...unavailable('bet-not-found'), ...base };
    return { ...fromProvider(quote, bet), ...base };
  });
}

/** The ledger's view of each bet asked for; undefined where the id cannot be one. */
async function loadKnown(
  { bets }: QuoteNeeds,
  asked: readonly QuoteAsked[],
): Promise<readonly (Bet | undefined)[]> {
  const loaded = (await bets.loadMany(asked.filter(({ possible }) => possible))).values();
  return asked.map(({ possible }) => (possible ? loaded.next().value : undefined));
}

async function readProviders(
  needs: QuoteNeeds,
  asked: readonly QuoteAsked[],
  known: readonly (Bet | undefined)[],
  options: QuoteOptions,
): Promise<ReadonlyMap<Provider, ReadonlyMap<string, ProviderQuote>>> {
  const queries = new Map<Provider, { betId: string; playerId: string }[]>();
  for (const [index, { playerId }] of asked.entries()) {
    const bet = known[index];
    const player = playerId ?? bet?.registration?.playerId;
    // A bet whose player nobody told cannot be asked for; one that is over need not be.
    if (bet === undefined || player === undefined || bet.closed !== null || closingCashout(bet)) continue;
    queries.set(bet.provider, [...(queries.get(bet.provider) ?? []), { betId: bet.betId, playerId: player }]);
  }
  const answers = new Map<Provider, ReadonlyMap<string, ProviderQuote>>();
  await Promise.all(
    [...queries].map(async ([provider, bets]) => {
      const reader = needs.quoteReaders[provider];
      if (reader !== undefined) answers.set(provider, await readOne(needs, reader, bets, options));
    }),
  );
  return answers;
}

/** A reader promises not to throw; if it does, its bets are unavailable and the others are not. */
async function readOne(
  { log }: QuoteNeeds,
  reader: QuoteReader,
  bets: readonly { betId: string; playerId: string }[],
  options: QuoteOptions,
): Promise<ReadonlyMap<string, ProviderQuote>> {
  try {
    return await reader.readQuotes(bets, options);
  } catch (fault) {
    log.error('quotes could not be read', fault);
    const failed = {
      status: 'unavailable',
      reason: reason('provider-error'),
      openBetAvailable: null,
    } as const;
    return new Map(bets.map(({ betId }) => [betId, failed]));
  }
}

const nothing = { amount: null, partial: null, openBetAvailable: null } as const;

function unavailable(code: ReasonCode) {
  return { ...nothing, status: 'unavailable', reason: reason(code) } as const;
}

function fromProvider(quote: ProviderQuote, bet: Bet) {
  if (quote.status === 'unavailable') {
    const { reason: why, openBetAvailable } = quote;
    return { ...nothing, status: 'unavailable', reason: why, openBetAvailable } as const;
  }
  return {
    status: 'available',
    amount: money(quote.amount, quote.currency ?? bet.registration?.stake.currency ?? null),
    partial: quote.partial,
    openBetAvailable: quote.openBetAvailable,
    reason: null,
  } as const;
}
