import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryWatchStore } from '../../../lib/adapters/memory/watch-store.ts';
import type { Currency } from '../../../lib/domain/money/currency.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import type { FeedValue } from '../../../lib/domain/subscription/feed-value.ts';
import { type BetStore, StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import { keepFeed } from '../../../lib/use-cases/keep-feed.ts';
import { noon } from '../../support/sample-bets.ts';
import { silentLog } from '../../support/silent.ts';

const value: FeedValue = {
  betId: 'b1',
  playerId: 'p1',
  at: noon,
  status: 'cashed-out',
  amount: { value: decimal('90'), currency: 'USD' as Currency, precision: 2 },
  reason: null,
};
const ref = { provider: 'odds88', betId: 'b1' } as const;

async function given(load?: BetStore['load']) {
  const counts: string[] = [];
  const bets = memoryBetStore();
  const watches = memoryWatchStore();
  await watches.save({ betId: 'b1', viewers: { me: noon + 60_000 }, group: 'g1' }, null);
  const needs = {
    bets: load === undefined ? bets : { ...bets, load },
    watches,
    clock: manualClock(noon),
    ids: { next: () => 'corr-1' },
    log: silentLog,
    metrics: { count: (name: string) => void counts.push(name) },
  };
  return { sink: keepFeed(needs, 'run-1'), bets, watches, counts };
}

describe('what the feed tells', () => {
  it('Given a value, then it is its bet’s quote', async () => {
    const { sink, watches } = await given();
    await sink.keep([{ ...value, status: 'available' }]);
    expect((await watches.loadMany(['b1']))[0]?.quote).toMatchObject({ at: noon, status: 'available' });
  });

  it('Given a value told at an instant yet to come, then it keeps no later one out', async () => {
    const { sink, watches } = await given();
    await sink.keep([{ ...value, status: 'available', at: noon + 30 * 24 * 3_600_000 }]);
    await sink.keep([{ ...value, status: 'unavailable', amount: null, at: noon + 60_000 }]);
    expect((await watches.loadMany(['b1']))[0]?.quote?.status).toBe('unavailable');
  });

  it('Given a cashout made elsewhere, then it is recorded once, and the bet is not followed any more', async () => {
    const { sink, bets, watches } = await given();
    await sink.cashedOut(value);
    await sink.cashedOut(value);
    const bet = await bets.load(ref);
    expect(bet.cashouts).toHaveLength(1);
    expect(bet.outbox.map(({ type }) => type)).toEqual(['CashoutSettled']);
    expect(await watches.loadMany(['b1'])).toEqual([null]);
  });

  it('Given the table is away, then it is not taken, and comes again', async () => {
    const { sink, counts } = await given(async () => {
      throw new StoreUnavailable('away');
    });
    await expect(sink.cashedOut(value)).rejects.toThrow(StoreUnavailable);
    expect(counts).toEqual([]);
  });

  it('Given a bet that cannot be read, then the others are not held up, and a person is told', async () => {
    const { sink, counts } = await given(async () => {
      throw new Error('row corrupt');
    });
    await sink.cashedOut(value);
    expect(counts).toEqual(['FeedCashoutsNotRecorded']);
  });
});
