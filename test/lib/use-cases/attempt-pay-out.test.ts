import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { type ManualClock, manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { decimal } from '../../../lib/domain/money/decimal.ts';
import { payOutLeaseMs } from '../../../lib/domain/pay-out/due.ts';
import type { PayOut } from '../../../lib/domain/pay-out/pay-out.ts';
import { StoreUnavailable } from '../../../lib/ports/bet-store.ts';
import type { PayOutOutcome, PayOutRequest } from '../../../lib/ports/pay-out-provider.ts';
import type { PayOutStore } from '../../../lib/ports/pay-out-store.ts';
import { attemptPayOut, recordWithinMs, sendWithinMs } from '../../../lib/use-cases/attempt-pay-out.ts';
import { eur, noon } from '../../support/builders.ts';
import { aPayOut, payOutBetId } from '../../support/pay-outs.ts';
import { silentLog } from '../../support/silent.ts';

const paid: PayOutOutcome = { outcome: 'paid', transactionId: '389', balance: decimal('1588.5') };
const rejected: PayOutOutcome = { outcome: 'rejected', code: 2, evidence: 'code 2' };
const neverSent = { outcome: 'never-sent', evidence: 'why' } as const;

/** One stored pay-out, a BETCORE that answers as told, and what was counted. */
async function world(payOut: PayOut, answer: PayOutOutcome | (() => Promise<PayOutOutcome>) = paid) {
  const clock: ManualClock = manualClock(noon);
  const payOuts = memoryPayOutStore();
  const { version, ...state } = payOut;
  const written = await payOuts.save({ ...state, version: 0 }, noon);
  if (!written.saved) throw new Error('a new pay-out cannot lose');
  const sent: PayOutRequest[] = [];
  const counted: string[] = [];
  const needs = {
    clock,
    payOuts,
    log: silentLog,
    metrics: {
      count: (name: string, _?: number, dimensions: Readonly<Record<string, string>> = {}) =>
        void counted.push([name, ...Object.values(dimensions)].join(' ')),
    },
    payOutProvider: {
      payOut: async (request: PayOutRequest) => {
        sent.push(request);
        return typeof answer === 'function' ? answer() : answer;
      },
    },
  };
  const attempt = (store: PayOutStore = payOuts) =>
    attemptPayOut({ ...needs, payOuts: store }, written.payOut, 'run-1', (current) => ({
      payOut: current,
      result: null,
    }));
  return { ...needs, sent, counted, attempt, stored: () => payOuts.load(payOutBetId) };
}

describe('attemptPayOut', () => {
  it('Given what is due, then BETCORE is asked for it once, within its lease, and the outcome is stored', async () => {
    const run = await world(aPayOut('due'));
    await run.attempt();
    expect(run.sent).toEqual([
      {
        betcoreBetId: payOutBetId,
        sessionId: 'session-of-co_a',
        amount: eur('55.25'),
        winOdd: '11.05',
        sendBefore: noon + sendWithinMs,
      },
    ]);
    expect(await run.stored()).toMatchObject({ status: 'paid', transactionId: '389', balance: '1588.5' });
    expect(run.counted).toEqual(['PayOutEvents PayOutCompleted', 'PayOuts paid']);
  });

  it.each([
    [{ outcome: 'repeated', evidence: 'code 104' }, 'rejected'],
    [{ outcome: 'rejected', code: 2, evidence: 'code 2' }, 'rejected'],
    [{ ...neverSent, cause: 'not-expressible' }, 'rejected'],
    [{ ...neverSent, cause: 'not-reached' }, 'undetermined'],
    [{ outcome: 'undetermined', evidence: 'timeout' }, 'undetermined'],
  ] as const)('Given the first attempt is %j, then it is %s', async (outcome, status) => {
    const run = await world(aPayOut('due'), outcome);
    await run.attempt();
    expect(await run.stored()).toMatchObject({ status });
  });

  it.each([
    [paid, 'paid', false],
    [{ outcome: 'repeated', evidence: 'code 104' }, 'paid', false],
    [{ outcome: 'rejected', code: 2, evidence: 'code 2' }, 'undetermined', true],
    [{ ...neverSent, cause: 'not-reached' }, 'undetermined', false],
  ] as const)(
    'Given an earlier one may have landed and this is %j, then it is %s',
    async (outcome, status, contradicted) => {
      const run = await world(aPayOut('undetermined', { retryAt: noon }), outcome);
      await run.attempt();
      expect(await run.stored()).toMatchObject({ status, contradicted });
    },
  );

  it.each([
    ['for the first time', 1, {}],
    ['once more', 0, { contradicted: true }],
  ])(
    'Given BETCORE contradicts it %s, which no event tells, then that is counted %i times',
    async (_, times, state) => {
      const run = await world(aPayOut('undetermined', { retryAt: noon, ...state }), rejected);
      await run.attempt();
      expect(run.counted.filter((count) => count === 'PayOutsContradicted')).toHaveLength(times);
      expect(run.counted.filter((count) => count.startsWith('PayOutEvents'))).toEqual([]);
    },
  );

  it('Given the contradiction is written and the answer to that is lost, then it is counted all the same', async () => {
    const run = await world(aPayOut('undetermined', { retryAt: noon }), rejected);
    let writes = 0;
    const save: PayOutStore['save'] = async (payOut, now) => {
      const written = await run.payOuts.save(payOut, now);
      writes += 1;
      if (writes === 2) throw new StoreUnavailable('timed out');
      return written;
    };
    const attempted = run.attempt({ ...run.payOuts, save });
    await run.clock.advance(recordWithinMs);
    await attempted;
    expect(run.counted.filter((count) => count === 'PayOutsContradicted')).toHaveLength(1);
  });

  it.each([
    ['reserved', aPayOut('reserved')],
    ['paying within its lease', aPayOut('paying', { leaseUntil: noon + 1 })],
    ['undetermined before its time', aPayOut('undetermined', { retryAt: noon + 1 })],
    ['paid', aPayOut('paid')],
    ['rejected', aPayOut('rejected')],
    ['cancelled', aPayOut('cancelled')],
    ['released', aPayOut('released')],
  ])('Given it is %s, then nothing is sent and nothing written', async (_, payOut) => {
    const run = await world(payOut);
    const before = await run.stored();
    await run.attempt();
    expect(run.sent).toEqual([]);
    expect((await run.stored()).version).toBe(before.version);
  });

  it('Given somebody else claims it first, then nothing is sent', async () => {
    const run = await world(aPayOut('due'));
    const [one, other] = await Promise.all([run.attempt(), run.attempt()]);
    expect(run.sent).toHaveLength(1);
    expect([one.payOut.status, other.payOut.status].toSorted()).toEqual(['paid', 'paying']);
  });

  it.each([true, false])(
    'Given the claim is not known to be written (it is: %s), then nothing is sent',
    async (isWritten) => {
      const run = await world(aPayOut('due'));
      const save: PayOutStore['save'] = async (payOut, now) => {
        if (isWritten) await run.payOuts.save(payOut, now);
        throw new StoreUnavailable('timed out');
      };
      await expect(run.attempt({ ...run.payOuts, save })).rejects.toThrow(StoreUnavailable);
      expect(run.sent).toEqual([]);
    },
  );

  it('Given the outcome cannot be written at first, then it is written once the table answers', async () => {
    const run = await world(aPayOut('due'));
    let fails = 0;
    const save: PayOutStore['save'] = async (payOut, now) => {
      if (payOut.status !== 'paid' || fails === 3) return run.payOuts.save(payOut, now);
      fails += 1;
      throw new StoreUnavailable('throttled');
    };
    const attempt = run.attempt({ ...run.payOuts, save });
    await run.clock.advance(5_000);
    expect((await attempt).payOut.status).toBe('paid');
    expect(run.sent).toHaveLength(1);
  });

  it('Given it can never be written, then it is given up within the lease, and the next attempt settles it by 104', async () => {
    const run = await world(aPayOut('due'));
    const save: PayOutStore['save'] = async (payOut, now) => {
      if (payOut.status === 'paying') return run.payOuts.save(payOut, now);
      throw new StoreUnavailable('away');
    };
    const attempt = run.attempt({ ...run.payOuts, save });
    await run.clock.advance(recordWithinMs);
    expect((await attempt).payOut.status).toBe('paying');
    await run.clock.advance(payOutLeaseMs);
    run.payOutProvider.payOut = async () => ({ outcome: 'repeated', evidence: 'code 104' });
    await run.attempt();
    expect(await run.stored()).toMatchObject({ status: 'paid' });
  });

  it('Given the client breaks, then nobody knows', async () => {
    const run = await world(aPayOut('due'), () => Promise.reject(new Error('bug')));
    await run.attempt();
    expect(await run.stored()).toMatchObject({ status: 'undetermined', mayHaveLanded: true });
  });

  it('Given the lease ends while the first attempt is on its way, then a second asks, and both end in one payment', async () => {
    const first = Promise.withResolvers<PayOutOutcome>();
    const run = await world(aPayOut('due'), () => first.promise);
    const slow = run.attempt();
    await run.clock.advance(payOutLeaseMs);
    run.payOutProvider.payOut = async () => ({ outcome: 'rejected', code: 2, evidence: 'code 2' });
    await run.attempt();
    expect(await run.stored()).toMatchObject({ status: 'undetermined', contradicted: true });
    first.resolve(paid);
    await slow;
    expect(await run.stored()).toMatchObject({ status: 'paid', contradicted: false, transactionId: '389' });
  });

  it('Given the times of an attempt, then each leaves room for the next', () => {
    const [skewMs, longestDeadlineMs] = [30_000, 20_000];
    expect(sendWithinMs + longestDeadlineMs + skewMs).toBeLessThanOrEqual(payOutLeaseMs);
    expect(recordWithinMs + skewMs).toBeLessThan(payOutLeaseMs);
    const consumer = manifest.find(({ id }) => id === 'pay-out-betcore');
    expect(recordWithinMs + 15_000).toBeLessThan((consumer?.timeoutSeconds ?? 0) * 1_000);
  });
});
