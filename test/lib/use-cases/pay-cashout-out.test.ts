import { describe, expect, it } from 'vitest';
import { memoryBetStore } from '../../../lib/adapters/memory/bet-store.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryPayOutStore } from '../../../lib/adapters/memory/pay-out-store.ts';
import { blankBet } from '../../../lib/domain/bet/bet.ts';
import type { Status } from '../../../lib/domain/cashout/cashout.ts';
import type { PayOutOutcome } from '../../../lib/ports/pay-out-provider.ts';
import { payCashoutOut } from '../../../lib/use-cases/pay-cashout-out.ts';
import { aCashout, noon } from '../../support/builders.ts';
import { anOwner, aPayOut, aWaiting, payOutBetId } from '../../support/pay-outs.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';

function world() {
  const [clock, bets, payOuts] = [manualClock(noon), memoryBetStore(), memoryPayOutStore()];
  const sent: string[] = [];
  const payOutProvider = {
    async payOut({ sessionId }: { readonly sessionId: string }): Promise<PayOutOutcome> {
      sent.push(sessionId);
      return { outcome: 'paid', transactionId: '389', balance: null };
    },
  };
  const needs = { clock, bets, payOuts, payOutProvider, log: silentLog, metrics: silentMetrics };
  return {
    ...needs,
    sent,
    async storeCashout(name: string, status: Status): Promise<void> {
      const { cashoutId, ...ref } = anOwner(name);
      const payOut = { sessionId: `session of ${name}`, betcoreBetId: payOutBetId, stake: null };
      await bets.save({ ...blankBet(ref), cashouts: [aCashout(status, { cashoutId, payOut })] }, noon);
    },
    hear: (name: string, given: Partial<typeof needs> = {}) =>
      payCashoutOut({ ...needs, ...given }, { ...anOwner(name), betcoreBetId: payOutBetId }, 'event-1'),
  };
}

describe('an event of a cashout with a pay-out', () => {
  it('Given it is settled, then it is paid at once', async () => {
    const run = world();
    await run.storeCashout('co_a', 'accepted');
    expect(await run.hear('co_a')).toBe('taken');
    expect(run.sent).toEqual(['session of co_a']);
    expect(await run.payOuts.load(payOutBetId)).toMatchObject({ status: 'paid' });
  });

  it('Given a clock that moves on at each look, then it is paid at once all the same', async () => {
    const run = world();
    let now = noon;
    const clock = Object.assign(Object.create(run.clock), { now: () => (now += 1) });
    await run.storeCashout('co_a', 'accepted');
    await run.hear('co_a', { clock });
    expect(run.sent).toEqual(['session of co_a']);
  });

  it('Given it lets another one in, which was taken back meanwhile and nobody has said so yet, then that one is not paid', async () => {
    const run = world();
    await run.storeCashout('co_a', 'declined');
    await run.storeCashout('co_b', 'reversed');
    await run.payOuts.save({ ...aPayOut('reserved', { waiting: [aWaiting('co_b')] }), version: 0 }, noon);
    expect(await run.hear('co_a')).toBe('taken');
    expect(run.sent).toEqual([]);
    expect(await run.hear('co_b')).toBe('taken');
    expect(run.sent).toEqual([]);
    expect(await run.payOuts.load(payOutBetId)).toMatchObject({ status: 'cancelled' });
  });
});
