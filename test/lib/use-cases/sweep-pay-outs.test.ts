import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { memoryEventBus } from '../../../lib/adapters/memory/event-bus.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { memoryWorkList } from '../../../lib/adapters/memory/work-list.ts';
import { blankBet } from '../../../lib/domain/bet/bet.ts';
import { firstReadingAfterMs } from '../../../lib/domain/bet/inquiry.ts';
import type { Cashout, Status } from '../../../lib/domain/cashout/cashout.ts';
import { knownCurrencies } from '../../../lib/domain/money/currency.ts';
import { orphanAfterMs, overdueAfterMs, recheckAfterMs } from '../../../lib/domain/pay-out/due.ts';
import type { PayOut } from '../../../lib/domain/pay-out/pay-out.ts';
import type { QuoteReader } from '../../../lib/ports/cashout-provider.ts';
import type { PayOutOutcome } from '../../../lib/ports/pay-out-provider.ts';
import { sweepDueWork } from '../../../lib/use-cases/sweep-due-work.ts';
import { aCashout, eur, noon } from '../../support/builders.ts';
import { anOwner, aPayOut, aWaiting, payOutBetId } from '../../support/pay-outs.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';
import { subscriptionParts } from '../../support/subscriptions.ts';

const paid: PayOutOutcome = { outcome: 'paid', transactionId: '389', balance: null };

function world() {
  const clock = manualClock(noon);
  const [bets, payOuts, bus] = [memoryBetStore(), memoryPayOutStore(), memoryEventBus()];
  const sent: string[] = [];
  const needs = {
    ...{ clock, bets, payOuts, bus, work: memoryWorkList({ bets, payOuts }) },
    payOutProvider: {
      async payOut({ betcoreBetId }: { readonly betcoreBetId: string }): Promise<PayOutOutcome> {
        sent.push(betcoreBetId);
        return paid;
      },
    },
    quoteReaders: {},
    ...subscriptionParts(),
    ...{ currencies: knownCurrencies(), log: silentLog, metrics: silentMetrics },
  };
  return {
    ...needs,
    sent,
    sweep: (given: Partial<Parameters<typeof sweepDueWork>[0]> = {}) =>
      sweepDueWork({ ...needs, ...given }, 'run-1'),
    async store(payOut: PayOut): Promise<void> {
      await payOuts.save({ ...payOut, version: 0 }, clock.now());
    },
    /** The bet of `co_a` with that cashout. */
    async storeCashout(status: Status, given: Partial<Cashout> = {}): Promise<void> {
      const { cashoutId, ...ref } = anOwner('co_a');
      const payOut = { sessionId: 's1', betcoreBetId: payOutBetId, stake: null };
      const cashout = aCashout(status, { cashoutId, payOut, leaseUntil: noon + 10 * 3_600_000, ...given });
      await bets.save({ ...blankBet(ref), cashouts: [cashout] }, clock.now());
    },
    stored: (betcoreBetId = payOutBetId) => payOuts.load(betcoreBetId),
  };
}

describe('a reservation nobody came back to', () => {
  it('Given the bet has no such cashout, then it is released after 2 minutes and not before', async () => {
    const run = world();
    await run.store(aPayOut('reserved'));
    await run.clock.advance(orphanAfterMs - 1);
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'reserved' });
    await run.clock.advance(1);
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'released', dueAt: null });
  });

  it.each([null, { sessionId: 's1', betcoreBetId: 'another', stake: null }])(
    'Given the bet has one of that id whose pay-out is %j, then it is released',
    async (payOut) => {
      const run = world();
      await run.store(aPayOut('reserved'));
      await run.storeCashout('accepted', { payOut });
      await run.clock.advance(orphanAfterMs);
      await run.sweep();
      expect(await run.stored()).toMatchObject({ status: 'released' });
      expect(run.sent).toEqual([]);
    },
  );

  it.each(['held', 'pending', 'unknown'] as const)(
    'Given its cashout is %s, then it stays and is looked at again in an hour',
    async (status) => {
      const run = world();
      await run.store(aPayOut('reserved'));
      await run.storeCashout(status, { escalatedAt: noon });
      await run.clock.advance(orphanAfterMs);
      await run.sweep();
      expect(await run.stored()).toMatchObject({
        status: 'reserved',
        checkAt: noon + orphanAfterMs + recheckAfterMs,
      });
    },
  );

  it.each([
    ['accepted', 'paid', 1],
    ['declined', 'released', 0],
    ['reversed', 'cancelled', 0],
  ] as const)(
    'Given its cashout is %s and that event was lost, then it is %s all the same',
    async (status, ended, sent) => {
      const run = world();
      await run.store(aPayOut('reserved'));
      await run.storeCashout(status);
      await run.clock.advance(orphanAfterMs);
      await run.sweep();
      expect(await run.stored()).toMatchObject({ status: ended });
      expect(run.sent).toHaveLength(sent);
    },
  );

  it('Given its bet cannot be read, then nothing is decided', async () => {
    const run = world();
    await run.store(aPayOut('reserved'));
    await run.clock.advance(orphanAfterMs);
    const bets = { ...run.bets, load: () => Promise.reject(new Error('corrupt row')) };
    await run.sweep({ bets });
    expect(await run.stored()).toMatchObject({ status: 'reserved', checkAt: noon + orphanAfterMs });
  });
});

describe('pay-outs that are due', () => {
  it.each([
    ['due', aPayOut('due')],
    ['claimed by somebody who never came back', aPayOut('paying', { leaseUntil: noon })],
    ['to be repeated', aPayOut('undetermined', { retryAt: noon })],
  ])('Given one that is %s, then it is paid', async (_, payOut) => {
    const run = world();
    await run.store(payOut);
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'paid' });
    expect(run.sent).toEqual([payOutBetId]);
  });

  it('Given one is overdue, then that is told once, and it is still tried', async () => {
    const run = world();
    await run.store(aPayOut('undetermined', { retryAt: noon, dueSince: noon - overdueAfterMs }));
    const payOutProvider = {
      payOut: async (): Promise<PayOutOutcome> => ({ outcome: 'undetermined', evidence: 'timeout' }),
    };
    await run.sweep({ payOutProvider });
    for (let hour = 0; hour < 5; hour += 1) {
      await run.clock.advance(3_600_000);
      await run.sweep({ payOutProvider });
    }
    expect(run.bus.published.map(({ type }) => type)).toEqual(['PayOutOverdue']);
    expect((await run.stored()).attempts).toBeGreaterThan(3);
  });

  it('Given the stream missed its event, then the sweeper publishes it', async () => {
    const run = world();
    await run.store(aPayOut('due'));
    await run.sweep();
    expect(run.bus.published).toEqual([]);
    await run.clock.advance(60_000);
    await run.sweep();
    expect(run.bus.published.map(({ type }) => type)).toEqual(['PayOutCompleted']);
    expect(await run.stored()).toMatchObject({ outbox: [], dueAt: null });
  });

  it('Given one of many cannot be read, then all others are paid', async () => {
    const run = world();
    const ids = Array.from({ length: 40 }, (_, n) => `bet-${n}`);
    for (const betcoreBetId of ids) await run.store({ ...aPayOut('due'), betcoreBetId });
    const poisoned = {
      ...run.payOuts,
      load: (id: string) =>
        id === 'bet-7' ? Promise.reject(new Error('corrupt row')) : run.payOuts.load(id),
      loadMany: (asked: readonly string[]) =>
        asked.includes('bet-7') ? Promise.reject(new Error('corrupt row')) : run.payOuts.loadMany(asked),
    };
    await run.sweep({ payOuts: poisoned });
    expect(run.sent.toSorted()).toEqual(ids.filter((id) => id !== 'bet-7').toSorted());
  });

  it('Given the key of another cannot be read, then that is counted, and this one is paid', async () => {
    const run = world();
    await run.store(aPayOut('due'));
    const counted: string[] = [];
    const { work } = run;
    const listDue: typeof work.listDue = async (shard, ...asked) => ({
      ...(await work.listDue(shard, ...asked)),
      unreadable: shard === 0 ? 1 : 0,
    });
    await run.sweep({ work: { ...work, listDue }, metrics: { count: (name) => counted.push(name) } });
    expect(run.sent).toEqual([payOutBetId]);
    expect(counted.filter((name) => name === 'SweepFailures')).toHaveLength(1);
  });

  it('Given one that was woken early, then it is put off and not looked at every minute', async () => {
    const run = world();
    await run.store(aPayOut('undetermined', { retryAt: noon + 600_000, dueAt: noon + 1 }));
    await run.clock.advance(1_000);
    await run.sweep();
    expect(await run.stored()).toMatchObject({ dueAt: noon + 600_000 });
  });
});

describe('the cashout of a pay-out that is due, whose event was lost', () => {
  it('Given it was taken back, then it is cancelled and nothing is sent', async () => {
    const run = world();
    await run.store(aPayOut('due'));
    await run.storeCashout('reversed');
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'cancelled', reversed: true });
    expect(run.sent).toEqual([]);
  });

  it('Given it was taken back after an attempt that may have paid, then a person claws it back, and it is still asked for', async () => {
    const run = world();
    await run.store(aPayOut('undetermined', { retryAt: noon }));
    await run.storeCashout('reversed');
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'paid', reversalDue: true, unresolvedSince: noon });
    expect((await run.stored()).outbox.map(({ type }) => type)).toEqual([
      'PayOutReversalDue',
      'PayOutCompleted',
    ]);
  });

  it('Given another one is let in for it, then that is paid after its own cashout was looked at', async () => {
    const run = world();
    await run.store(aPayOut('due', { waiting: [aWaiting('co_b')] }));
    await run.storeCashout('reversed');
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'due', asked: { owner: anOwner('co_b') } });
    expect(run.sent).toEqual([]);
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'paid', asked: { owner: anOwner('co_b') } });
  });

  it.each(['accepted', 'unknown'] as const)('Given it is %s, then it is paid', async (status) => {
    const run = world();
    await run.store(aPayOut('due'));
    await run.storeCashout(status, { escalatedAt: noon });
    await run.sweep();
    expect(await run.stored()).toMatchObject({ status: 'paid' });
  });

  it('Given its bet cannot be read, then nothing is sent, and that is counted', async () => {
    const run = world();
    await run.store(aPayOut('due'));
    const counted: string[] = [];
    const bets = { ...run.bets, load: () => Promise.reject(new Error('corrupt row')) };
    await run.sweep({ bets, metrics: { count: (name) => counted.push(name) } });
    expect(await run.stored()).toMatchObject({ status: 'due' });
    expect([run.sent, counted]).toEqual([[], ['SweepFailures']]);
  });
});

describe('providers that hang', () => {
  const lambdaMs = (manifest.find(({ id }) => id === 'sweep-due-work')?.timeoutSeconds ?? 0) * 1_000;

  it('Given BETCORE does, with hundreds of pay-outs due, then leases end and events go out first, and the run ends in time', async () => {
    const run = world();
    for (let n = 0; n < 300; n += 1) await run.store({ ...aPayOut('due'), betcoreBetId: `bet-${n}` });
    await run.storeCashout('pending', { leaseUntil: noon });
    let hanging = 0;
    const payOutProvider = {
      payOut: async (): Promise<PayOutOutcome> => {
        expect(leaseEnded).toBe(true);
        hanging += 1;
        await run.clock.sleep(8_000);
        return { outcome: 'undetermined', evidence: 'timeout' };
      },
    };
    let leaseEnded = false;
    const bets: typeof run.bets = {
      ...run.bets,
      save: async (bet, now) => {
        leaseEnded = true;
        return run.bets.save(bet, now);
      },
    };
    let endedAt = 0;
    const sweep = run.sweep({ payOutProvider, bets }).then(() => {
      endedAt = run.clock.now();
    });
    await run.clock.advance(lambdaMs);
    await sweep;
    expect(endedAt - noon).toBeLessThan(lambdaMs - 5_000);
    expect(hanging).toBeGreaterThan(30);
    const { cashoutId: _, ...ref } = anOwner('co_a');
    expect((await run.bets.load(ref)).cashouts).toMatchObject([{ status: 'unknown' }]);
  });

  it('Given the provider of unknown cashouts does, then pay-outs are paid meanwhile', async () => {
    const run = world();
    await run.store(aPayOut('due'));
    const unknown = aCashout('unknown', { sendBefore: noon, requested: eur('99') });
    await run.bets.save({ ...blankBet({ provider: 'gr8', betId: 'b1' }), cashouts: [unknown] }, noon);
    let asked = false;
    const hangs: QuoteReader = {
      readQuotes: async () => {
        asked = true;
        return new Promise(() => undefined);
      },
    };
    await run.clock.advance(firstReadingAfterMs);
    void run.sweep({ quoteReaders: { gr8: hangs } });
    await run.clock.advance(1_000);
    expect(asked).toBe(true);
    expect(await run.stored()).toMatchObject({ status: 'paid' });
  });
});
