import { describe, expect, it } from 'vitest';
import { type Status, statuses } from '../../../../lib/domain/cashout/cashout.ts';
import { payOutOfCashout } from '../../../../lib/domain/pay-out/of-cashout.ts';
import { type PayOut, payOutStatuses } from '../../../../lib/domain/pay-out/pay-out.ts';
import { aCashout, noon } from '../../../support/builders.ts';
import { anOwner, aPayOut, asked, aWaiting, payOutBetId } from '../../../support/pay-outs.ts';

const ref = { provider: 'databet', betId: anOwner('co_a').betId } as const;
const payOut = { sessionId: 's1', betcoreBetId: payOutBetId, stake: null };

function seen(status: Status, item: PayOut | null) {
  return payOutOfCashout(ref, aCashout(status, { cashoutId: 'co_a', payOut }), item);
}

/** Where the cashout itself has brought it. */
const awaited = {
  held: 'reserved',
  pending: 'reserved',
  unknown: 'reserved',
  accepted: 'due',
  declined: 'released',
  reversed: 'cancelled',
} as const;

describe('the pay-out of a cashout, as its callers see it', () => {
  it.each(statuses)('Given a %s cashout and an item nobody read, then the cashout tells', (status) => {
    expect(seen(status, null)).toEqual({ status: awaited[status], transactionId: null });
  });

  it.each(statuses)(
    'Given a %s cashout whose item waits to be told of it, or is not there yet, then the cashout tells',
    (status) => {
      for (const item of [
        aPayOut('reserved'),
        aPayOut('released'),
        aPayOut('due', { asked: asked('co_b') }),
        aPayOut('due', { asked: asked('native') }),
      ]) {
        expect(seen(status, item)).toEqual({ status: awaited[status], transactionId: null });
      }
    },
  );

  it.each(payOutStatuses.filter((status) => status !== 'reserved' && status !== 'released'))(
    'Given it has the item and that is %s, then so is its pay-out',
    (status) => {
      const transactionId = status === 'paid' ? '389' : null;
      for (const cashout of ['accepted', 'reversed'] as const) {
        expect(seen(cashout, aPayOut(status))).toEqual({ status, transactionId });
      }
    },
  );

  it.each([
    ['waits for another one to let it in', { waiting: [aWaiting('co_a')] }, 'due'],
    ['was refused as the bet is paid', { waiting: [aWaiting('co_a', { refusedAt: noon })] }, 'rejected'],
    [
      'was paid by a person',
      { waiting: [aWaiting('co_a', { refusedAt: noon, paidByHandAt: noon })] },
      'paid',
    ],
    ['was here once and is over', { over: [anOwner('co_a')] }, 'cancelled'],
  ] as const)('Given it %s, then it is not told of what the other one gets', (_, given, status) => {
    const item = aPayOut('paid', { asked: asked('co_b'), ...given });
    expect(seen('accepted', item)).toEqual({ status, transactionId: null });
  });
});
