import { describe, expect, it } from 'vitest';
import { claimableAt, nextPayOutDueAt, payOutNeededAt } from '../../../../lib/domain/pay-out/due.ts';
import type { PayOutOutboxEntry } from '../../../../lib/domain/pay-out/pay-out.ts';
import { eur, noon } from '../../../support/builders.ts';
import { anOwner, aPayOut } from '../../../support/pay-outs.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

const unsent: PayOutOutboxEntry = {
  type: 'PayOutCompleted',
  owner: anOwner('co_a'),
  sequence: 2,
  index: 0,
  at: noon,
  status: 'paid',
  amount: eur('55.25'),
  transactionId: null,
  client: null,
  correlationId: 'corr-1',
  causationId: 'cause-1',
};

describe('when a pay-out needs work', () => {
  it.each([
    ['reserved, to look for its cashout', aPayOut('reserved'), 2 * minute],
    ['due, to be claimed', aPayOut('due'), 0],
    ['paying, once its lease is over', aPayOut('paying'), minute],
    ['undetermined, to be asked about again', aPayOut('undetermined'), minute],
    ['undetermined for long, to tell that', aPayOut('undetermined', { retryAt: noon + 4 * day }), 3 * day],
    ['paid with an event the stream may have lost', aPayOut('paid', { outbox: [unsent] }), minute],
  ])('Given one %s, then it is needed then', (_, payOut, after) => {
    expect(payOutNeededAt(payOut)).toBe(noon + after);
  });

  it('Given it was told that it takes too long, then only the next attempt is needed', () => {
    const told = aPayOut('undetermined', { retryAt: noon + 4 * day, overdueAt: noon + 3 * day });
    expect(payOutNeededAt(told)).toBe(noon + 4 * day);
  });

  it.each(['paid', 'rejected', 'cancelled', 'released'] as const)(
    'Given a %s one, then nothing is needed and nothing may be sent',
    (status) => {
      expect(payOutNeededAt(aPayOut(status))).toBeNull();
      expect(claimableAt(aPayOut(status))).toBeNull();
      expect(nextPayOutDueAt(aPayOut(status, { dueAt: noon + 1 }), noon)).toBeNull();
    },
  );

  it.each([
    ['lies ahead and is early enough', noon + 30_000, noon + 30_000],
    ['has passed', noon, noon + minute],
    ['is too late', noon + 2 * minute, noon + minute],
    ['is not there', null, noon + minute],
  ])('Given a stored instant that %s, then it stays only where that costs nothing', (_, dueAt, stored) => {
    expect(nextPayOutDueAt(aPayOut('paying', { dueAt }), noon)).toBe(stored);
  });
});
