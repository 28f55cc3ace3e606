import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { blankBet } from '../../../lib/domain/bet/bet.ts';
import { closeBet } from '../../../lib/domain/bet/register.ts';
import type { Currency } from '../../../lib/domain/money/currency.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import type { ProviderQuote } from '../../../lib/domain/quote/quote.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import type { BetStore } from '../../../lib/ports/bet-store.ts';
import type { QuoteQuery } from '../../../lib/ports/cashout-provider.ts';
import { type QuoteAsked, quoteBets } from '../../../lib/use-cases/quote-bets.ts';
import { noon, registered } from '../../support/sample-bets.ts';
import { silentLog } from '../../support/silent.ts';

const available = {
  status: 'available',
  amount: decimal('90'),
  currency: 'USD' as Currency,
  partial: null,
  openBetAvailable: null,
  quotedAt: noon - 1_000,
  stale: false,
  forViewers: true,
} as const satisfies ProviderQuote;

const pending = {
  status: 'unavailable',
  reason: reason('quote-pending'),
  openBetAvailable: null,
} as const satisfies ProviderQuote;

/** The feed has told what `told` says of a bet; everything else is available at every provider. */
function system(told: Readonly<Record<string, ProviderQuote>> = {}) {
  const bets = memoryBetStore();
  const asked = { ledger: [] as string[], odds88: [] as string[], gr8: [] as string[] };
  const reader = (provider: 'odds88' | 'gr8') => ({
    async readQuotes(queries: readonly QuoteQuery[]) {
      asked[provider].push(queries.map(({ betId }) => betId).join());
      return queries.map(({ betId }) => told[betId] ?? available);
    },
  });
  const counted: BetStore = {
    ...bets,
    loadMany(refs) {
      asked.ledger.push(refs.map(({ betId }) => betId).join());
      return bets.loadMany(refs);
    },
  };
  const quoteReaders = { odds88: reader('odds88'), gr8: reader('gr8') };
  return { bets: counted, asked, clock: manualClock(noon), log: silentLog, quoteReaders };
}

const odds88 = (betId: string, playerId: string | null = null): QuoteAsked => ({
  provider: 'odds88',
  betId,
  possible: true,
  playerId,
});
const gr8 = (betId: string): QuoteAsked => ({ ...odds88(betId, 'p1'), provider: 'gr8' });

async function close(needs: ReturnType<typeof system>, betId: string): Promise<void> {
  const bet = closeBet(blankBet({ provider: 'odds88', betId }), { at: noon, actor: 'jo', reason: 'over' });
  await needs.bets.save(bet, noon);
}

describe('quotes of bets that are followed', () => {
  it('Given all are available, then they are answered from one read of what the feed has told', async () => {
    const needs = system();
    const quotes = await quoteBets(needs, [odds88('b1'), odds88('b2')], {});
    expect(quotes[1]).toEqual({
      provider: 'odds88',
      betId: 'b2',
      status: 'available',
      amount: { value: '90', currency: 'USD' },
      partial: null,
      openBetAvailable: null,
      reason: null,
      quotedAt: noon - 1_000,
      source: 'feed',
      stale: false,
    });
    expect(needs.asked).toEqual({ ledger: [], odds88: ['b1,b2'], gr8: [] });
  });

  it('Given some are not, then the ledger is asked about those alone, and the feed not again', async () => {
    const needs = system({ pending, over: pending });
    await close(needs, 'over');
    const all = [odds88('b1'), odds88('pending'), odds88('over'), { ...odds88('a/b'), possible: false }];
    const quotes = await quoteBets(needs, all, {});
    expect(quotes.map(({ betId, reason: why }) => [betId, why?.code])).toEqual([
      ['b1', undefined],
      ['pending', 'quote-pending'],
      ['over', 'bet-not-open'],
      ['a/b', 'bet-not-found'],
    ]);
    expect(needs.asked).toEqual({ ledger: ['pending,over'], odds88: ['b1,pending,over'], gr8: [] });
  });

  it.each<[string, Partial<ProviderQuote>]>([
    ['no currency was told', { currency: null }],
    ['the hub follows it for itself alone', { forViewers: false }],
  ])('Given %s, then the ledger is asked', async (_, given) => {
    const needs = system({ b1: { ...available, ...given } as ProviderQuote });
    await needs.bets.save(registered({ provider: 'odds88', betId: 'b1' }), noon);
    const [quote] = await quoteBets(needs, [odds88('b1')], {});
    const currency = 'currency' in given ? 'EUR' : 'USD';
    expect(quote).toMatchObject({ status: 'available', amount: { value: '90', currency } });
    expect(needs.asked.ledger).toEqual(['b1']);
  });

  it('Given a closed bet the hub follows for itself, then it is not open, whatever the feed tells', async () => {
    const needs = system({ b1: { ...available, forViewers: false } });
    await close(needs, 'b1');
    expect(await quoteBets(needs, [odds88('b1')], {})).toMatchObject([{ reason: { code: 'bet-not-open' } }]);
  });

  it('Given a player is named, then the ledger says whose bet it is', async () => {
    const needs = system();
    const bet = registered({ provider: 'odds88', betId: 'b1' });
    await needs.bets.save(bet, noon);
    const owner = bet.registration?.playerId ?? '';
    const quotes = await quoteBets(needs, [odds88('b1', owner), odds88('b1', 'somebody'), odds88('b1')], {});
    expect(quotes.map(({ reason: why }) => why?.code)).toEqual([undefined, 'bet-not-found', undefined]);
    expect(needs.asked).toMatchObject({ ledger: ['b1,b1'], odds88: ['b1,b1,b1'] });
  });

  it('Given bets of another provider among them, then each is answered in its place by its own', async () => {
    const needs = system({ g1: { ...available, amount: decimal('1') } });
    const quotes = await quoteBets(needs, [odds88('b1'), gr8('g1'), odds88('b2')], {});
    expect(quotes.map(({ betId, amount, source }) => [betId, amount?.value, source])).toEqual([
      ['b1', '90', 'feed'],
      ['g1', '1', 'live'],
      ['b2', '90', 'feed'],
    ]);
    expect(needs.asked).toEqual({ ledger: ['g1'], odds88: ['b1,b2'], gr8: ['g1'] });
  });

  it('Given what the feed told cannot be read, then the ledger answers what it can, and the others are unavailable', async () => {
    const needs = system();
    await close(needs, 'over');
    needs.quoteReaders.odds88.readQuotes = () => Promise.reject(new Error('row corrupt'));
    const quotes = await quoteBets(needs, [odds88('b1'), odds88('over'), gr8('g1')], {});
    expect(quotes.map(({ reason: why }) => why?.code)).toEqual(['provider-error', 'bet-not-open', undefined]);
  });
});
