import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { firstReadingAfterMs } from '../../../lib/domain/bet/inquiry.ts';
import { leaseMs, sendWithinMs } from '../../../lib/domain/cashout/request.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { type BetStore, StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { CashoutProvider, PlaceOutcome, QuoteReader } from '../../../lib/ports/cashout-provider.ts';
import {
  answerWithinMs,
  type CashoutRequest,
  requestCashout,
} from '../../../lib/use-cases/request-cashout.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { eur, gr8Ref, noon } from '../../support/builders.ts';
import { payOutParts } from '../../support/pay-out-parts.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

const asked: CashoutRequest = {
  ref: gr8Ref,
  idempotencyKey: 'k1',
  kind: 'full',
  playerId: 'p1',
  amount: eur('99'),
  stake: null,
  priceChange: 'none',
  margin: undefined,
  by: null,
  client: 'shop',
  correlationId: 'corr-1',
  causationId: 'call-1',
};

function system(place: CashoutProvider['place'] = async ({ amount }) => ({ outcome: 'accepted', amount })) {
  const clock = manualClock(noon);
  const bets = memoryBetStore();
  const payOuts = memoryPayOutStore();
  const needs = { clock, bets, payOuts, log: silentLog, metrics: silentMetrics };
  return { ...needs, provider: { place }, request: () => requestCashout(needs, { place }, asked) };
}

/** Fails the next `times` saves, after or before doing them. */
function failingSaves(bets: BetStore, times: number, done: boolean, from = 0): BetStore {
  let saves = 0;
  return {
    ...bets,
    save: async (bet, now) => {
      const turn = saves++;
      if (turn < from || turn >= from + times) return bets.save(bet, now);
      if (done) await bets.save(bet, now);
      throw new StoreUnavailable('away');
    },
  };
}

describe('requestCashout', () => {
  it('When the provider is called, then the cashout is already stored as pending', async () => {
    let seen: string | undefined;
    const run = system(async ({ amount }) => {
      seen = (await run.bets.load(gr8Ref)).cashouts[0]?.status;
      return { outcome: 'accepted', amount };
    });
    expect(await run.request()).toMatchObject({ outcome: 'placed', cashout: { status: 'accepted' } });
    expect(seen).toBe('pending');
  });

  it('When it ends, then the answer and the ledger say the same', async () => {
    const run = system();
    const result = await run.request();
    expect(result).toMatchObject({ outcome: 'placed' });
    if (result.outcome === 'refused') return;
    expect(await run.bets.load(gr8Ref)).toEqual(result.bet);
  });

  it.each<[PlaceOutcome, object]>([
    [
      { outcome: 'accepted', amount: eur('101') },
      { status: 'accepted', settled: eur('101'), decidedBy: 'provider' },
    ],
    [
      { outcome: 'declined', reason: reason('price-changed') },
      { status: 'declined', decidedBy: 'provider' },
    ],
    [
      { outcome: 'unclear', evidence: 'timeout' },
      { status: 'unknown', decidedBy: null, settled: null },
    ],
    [
      { outcome: 'never-sent', reason: reason('provider-throttled'), evidence: '429' },
      { status: 'declined', decidedBy: 'hub', reason: reason('provider-throttled') },
    ],
  ])('Given the provider says %j, then the cashout ends accordingly', async (outcome, expected) => {
    const run = system(async () => outcome);
    expect(await run.request()).toMatchObject({ outcome: 'placed', cashout: expected });
  });

  it('Given the provider client breaks, then nobody knows: unknown, never declined', async () => {
    const run = system(() => Promise.reject(new Error('bug')));
    expect(await run.request()).toMatchObject({ cashout: { status: 'unknown' } });
  });

  it('Given the pending write fails, then the provider is not called', async () => {
    let places = 0;
    const run = system(async ({ amount }) => {
      places += 1;
      return { outcome: 'accepted', amount };
    });
    for (const done of [false, true]) {
      const bets = failingSaves(memoryBetStore(), 1, done);
      await expect(requestCashout({ ...run, bets }, run.provider, asked)).rejects.toThrow(StoreUnavailable);
    }
    expect(places).toBe(0);
  });

  it.each([true, false])(
    'Given the outcome write fails for a while (done: %s), then it is written in the end',
    async (done) => {
      const run = system();
      const bets = failingSaves(run.bets, 3, done, 1);
      const result = requestCashout({ ...run, bets }, run.provider, asked);
      await run.clock.advance(5_000);
      expect(await result).toMatchObject({ outcome: 'placed', cashout: { status: 'accepted' } });
      const { cashouts, outbox } = await run.bets.load(gr8Ref);
      expect(cashouts).toMatchObject([{ status: 'accepted' }]);
      expect(outbox.map(({ type }) => type)).toEqual(['CashoutSettled']);
    },
  );

  it('Given the outcome write fails in a way nobody has thought of, then it is tried again all the same', async () => {
    const run = system();
    let saves = 0;
    const bets: BetStore = {
      ...run.bets,
      save: async (bet, now) => {
        saves += 1;
        if (saves === 2) throw Object.assign(new Error('protocol'), { code: 'EPROTO' });
        return run.bets.save(bet, now);
      },
    };
    const result = requestCashout({ ...run, bets }, run.provider, asked);
    await run.clock.advance(5_000);
    expect(await result).toMatchObject({ cashout: { status: 'accepted' } });
  });

  it('Given the metrics break, then the outcome is stored before anybody notices', async () => {
    const run = system();
    const metrics = {
      count: () => {
        throw new Error('metrics');
      },
    };
    await expect(requestCashout({ ...run, metrics }, run.provider, asked)).rejects.toThrow('metrics');
    expect(await run.bets.load(gr8Ref)).toMatchObject({ cashouts: [{ status: 'accepted' }] });
  });

  it('Given the provider uses all of its time, then there is time left to record what it said', async () => {
    let mayAnswerUntil = 0;
    const run = system(async ({ amount, answerBy }) => {
      mayAnswerUntil = answerBy;
      await run.clock.advance(answerBy - run.clock.now());
      return { outcome: 'accepted', amount };
    });
    const bets = failingSaves(run.bets, 3, false, 1);
    const result = requestCashout({ ...run, bets }, run.provider, asked);
    await expect.poll(() => mayAnswerUntil).toBeGreaterThan(0);
    await run.clock.advance(noon + answerWithinMs - run.clock.now());
    expect(await result).toMatchObject({ cashout: { status: 'accepted' } });
    expect(noon + answerWithinMs - mayAnswerUntil).toBeGreaterThanOrEqual(3_000);
  });

  it('Given the times of a request, then each leaves room for the next', () => {
    const skewMs = 30_000;
    const lambdaMs = (manifest.find(({ id }) => id === 'request-cashout')?.timeoutSeconds ?? 0) * 1_000;
    expect(sendWithinMs).toBeLessThan(answerWithinMs);
    expect(answerWithinMs).toBeLessThan(lambdaMs);
    expect(answerWithinMs + skewMs).toBeLessThan(leaseMs);
    expect(sendWithinMs + firstReadingAfterMs).toBeGreaterThan(lambdaMs + skewMs);
  });

  it('Given the outcome can never be written, then within 25 s the answer says pending, which is what is stored', async () => {
    const run = system();
    const bets = failingSaves(run.bets, 1_000, false, 1);
    const result = requestCashout({ ...run, bets }, run.provider, asked);
    await run.clock.advance(answerWithinMs);
    expect(await result).toMatchObject({ outcome: 'placed', cashout: { status: 'pending' } });
    expect(await run.bets.load(gr8Ref)).toMatchObject({ cashouts: [{ status: 'pending' }] });
  });

  it('Given the process wakes hours later with an acceptance, after it was inferred never to have been, then it is accepted and everybody hears of the conflict', async () => {
    const answer = Promise.withResolvers<PlaceOutcome>();
    const run = system(() => answer.promise);
    const zombie = run.request();
    const stillOpen = { status: 'available', amount: decimal('99'), currency: null, partial: null } as const;
    const reader: QuoteReader = {
      readQuotes: async (asked) => asked.map(() => ({ ...stillOpen, openBetAvailable: null })),
    };
    const bus = memoryEventBus();
    const sweeper = {
      ...run,
      bus,
      currencies: knownCurrencies(),
      quoteReaders: { gr8: reader },
      ...payOutParts(run.bets),
      ...subscriptionParts(),
    };
    for (let minutes = 0; minutes < 10; minutes += 1) {
      await run.clock.advance(60_000);
      await sweepDueWork(sweeper, `run-${minutes}`);
    }
    expect((await run.bets.load(gr8Ref)).cashouts).toMatchObject([
      { status: 'declined', decidedBy: 'inference' },
    ]);

    answer.resolve({ outcome: 'accepted', amount: eur('99') });
    expect(await zombie).toMatchObject({ cashout: { status: 'accepted', settled: eur('99') } });
    await run.clock.advance(120_000);
    await sweepDueWork(sweeper, 'last');
    expect(bus.published.map(({ type }) => type)).toEqual([
      'CashoutUnknown',
      'CashoutDeclined',
      'CashoutSettled',
      'CashoutConflict',
    ]);
  });

  it('Given the same request again, then it is replayed as it is now without a call', async () => {
    let places = 0;
    const run = system(async () => {
      places += 1;
      return { outcome: 'unclear', evidence: 'timeout' };
    });
    await run.request();
    expect(await run.request()).toMatchObject({ outcome: 'replayed', cashout: { status: 'unknown' } });
    expect(places).toBe(1);
  });
});
