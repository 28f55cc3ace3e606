import { describe, expect, it } from 'vitest';
import { eventIdFor } from '../../../../lib/domain/cashout/ids.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { applyToPayOut } from '../../../../lib/domain/pay-out/apply.ts';
import type { PayOutCommand } from '../../../../lib/domain/pay-out/decide.ts';
import { overdueAfterMs, retryPauseMs } from '../../../../lib/domain/pay-out/due.ts';
import { payOutEventIdFor } from '../../../../lib/domain/pay-out/ids.ts';
import { withoutPublishedPayOuts } from '../../../../lib/domain/pay-out/outbox.ts';
import { blankPayOut, type PayOut } from '../../../../lib/domain/pay-out/pay-out.ts';
import { winOddOf } from '../../../../lib/domain/pay-out/win-odd.ts';
import { eur, noon, usd } from '../../../support/builders.ts';
import { anOwner, aPayOut, asked, payOutBetId } from '../../../support/pay-outs.ts';

const blank = blankPayOut(payOutBetId);
const minute = 60_000;

/** The pay-out after these commands, a second apart, each of which must change it. */
function changedBy(start: PayOut, ...commands: readonly PayOutCommand[]): PayOut {
  return commands.reduce((payOut, command) => {
    const applied = applyToPayOut(payOut, command, 'cause-1');
    expect(applied.outcome).toBe('changed');
    return applied.payOut;
  }, start);
}

const reserve = (name: string, at = noon): PayOutCommand => ({
  name: 'reserve',
  at,
  asked: asked(name, { amount: null }),
});
const settled = (name: string, at = noon): PayOutCommand => ({
  name: 'cashout-settled',
  at,
  asked: asked(name),
});
const reversed = (name: string, at = noon): PayOutCommand => ({
  name: 'cashout-reversed',
  at,
  asked: asked(name),
});
const claim = (at = noon): PayOutCommand => ({ name: 'claim', at });
const answer = (
  name: 'succeeded' | 'paid-before' | 'rejected' | 'not-sent' | 'unclear',
  owner = 'co_a',
  at = noon,
): PayOutCommand => ({
  name,
  at,
  owner: anOwner(owner),
  ...(name === 'succeeded' ? { transactionId: '389' } : {}),
});

const person = (says: 'paid' | 'cancelled', about = 'co_a'): PayOutCommand => ({
  name: `person-${says}`,
  at: noon,
  owner: anOwner(about),
});

const eventsOf = ({ outbox }: PayOut) => outbox.map(({ type, owner }) => [type, owner]);

describe('the course of a pay-out', () => {
  it('Given a reservation, when it is settled, claimed and paid, then each step leaves its instants and one event', () => {
    const reserved = changedBy(blank, reserve('co_a'));
    expect(reserved).toMatchObject({
      status: 'reserved',
      checkAt: noon + 2 * minute,
      asked: { amount: null },
    });
    const due = changedBy(reserved, settled('co_a', noon + 1));
    expect(due).toMatchObject({ status: 'due', checkAt: null, dueSince: noon + 1, asked: asked('co_a') });
    const paying = changedBy(due, claim(noon + 2));
    expect(paying).toMatchObject({ status: 'paying', attempts: 1, leaseUntil: noon + 2 + minute });
    const paid = changedBy(paying, answer('succeeded', 'co_a', noon + 3));
    expect(paid).toMatchObject({ status: 'paid', leaseUntil: null, dueSince: null, transactionId: '389' });
    expect(paid.outbox).toEqual([
      {
        type: 'PayOutCompleted',
        owner: anOwner('co_a'),
        sequence: 1,
        index: 0,
        at: noon + 3,
        status: 'paid',
        amount: eur('55.25'),
        transactionId: '389',
        client: 'shop',
        correlationId: 'corr-co_a',
        causationId: 'cause-1',
      },
    ]);
    expect(paid.history.map(({ from, to }) => `${from} ${to}`)).toEqual([
      'null reserved',
      'reserved due',
      'due paying',
      'paying paid',
    ]);
  });

  it('Given a settlement that says otherwise than the reservation, then the settlement counts', () => {
    const other = asked('co_a', { sessionId: 's9', stake: eur('7') });
    const due = changedBy(blank, reserve('co_a'), { name: 'cashout-settled', at: noon, asked: other });
    expect(due.asked).toEqual(other);
  });

  it('Given an owner that repeats its reservation, then it is given its time anew', () => {
    const again = changedBy(blank, reserve('co_a'), reserve('co_a', noon + minute));
    expect(again).toMatchObject({ status: 'reserved', checkAt: noon + 3 * minute, history: [{}] });
    const orphan: PayOutCommand = { name: 'orphan', at: noon + 2 * minute, owner: anOwner('co_a') };
    expect(applyToPayOut(again, orphan, 'c').outcome).toBe('no-row');
    expect(changedBy(again, { ...orphan, at: noon + 3 * minute })).toMatchObject({ status: 'released' });
  });

  it('Given an answer nobody can read, then it is repeated after growing pauses, an hour at most, for ever', () => {
    let payOut = changedBy(aPayOut('due'), claim(), answer('unclear'));
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= 500; attempt += 1) {
      pauses.push((payOut.retryAt ?? 0) - noon);
      payOut = changedBy(payOut, claim(), answer('unclear'));
    }
    expect(pauses.slice(0, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map((minutes) => minutes * minute));
    expect(new Set(pauses.slice(7))).toEqual(new Set([60 * minute]));
    expect(retryPauseMs(5_000)).toBe(60 * minute);
    expect(payOut).toMatchObject({ status: 'undetermined', mayHaveLanded: true, attempts: 501 });
    expect(payOut.history).toHaveLength(50);
    expect(payOut.history[0]).toMatchObject({ command: 'cashout-settled' });
  });

  it('Given a person spoke long ago, then that stays in its history, whatever comes after', () => {
    let payOut = changedBy(aPayOut('rejected'), {
      name: 'person-retries',
      at: noon,
      actor: 'jo',
      note: 'ticket 88',
      owner: anOwner('co_a'),
    });
    for (let attempt = 1; attempt <= 100; attempt += 1)
      payOut = changedBy(payOut, claim(), answer('unclear'));
    expect(payOut.history.filter(({ actor }) => actor === 'jo')).toHaveLength(1);
    expect(payOut.history.length).toBeLessThanOrEqual(51);
  });

  it('Given it takes three days, then this is told once, and listed until it is determined', () => {
    const overdue: PayOutCommand = { name: 'overdue', at: noon + overdueAfterMs };
    expect(applyToPayOut(aPayOut('due'), { ...overdue, at: overdue.at - 1 }, 'c').outcome).toBe('no-row');
    const told = changedBy(aPayOut('undetermined'), overdue);
    expect(told).toMatchObject({ unresolvedSince: overdue.at, overdueAt: overdue.at });
    expect(eventsOf(told)).toEqual([['PayOutOverdue', anOwner('co_a')]]);
    const later = { ...overdue, at: overdue.at + overdueAfterMs };
    expect(applyToPayOut(told, later, 'c').outcome).toBe('no-row');
    expect(changedBy(told, claim(), answer('succeeded'))).toMatchObject({
      unresolvedSince: null,
      overdueAt: null,
    });
  });
});

describe('what proves a payment', () => {
  it.each([
    ['an unclear answer', [claim(), answer('unclear')]],
    ['a lease that ran out', [claim()]],
  ] as const)('Given %s, when BETCORE then says it was paid before, then it is ours', (_, first) => {
    const second = changedBy(aPayOut('due'), ...first, claim(noon + minute));
    expect(second.mayHaveLanded).toBe(true);
    expect(changedBy(second, answer('paid-before'))).toMatchObject({ status: 'paid', transactionId: null });
  });

  it.each([
    ['no attempt before', []],
    ['an attempt that never left', [claim(), answer('not-sent')]],
  ] as const)('Given %s, when BETCORE says it was paid before, then somebody else was', (_, first) => {
    const rejected = changedBy(aPayOut('due'), ...first, claim(noon + minute), answer('paid-before'));
    expect(rejected).toMatchObject({ status: 'rejected', unresolvedSince: noon });
    expect(eventsOf(rejected)).toEqual([['PayOutRejected', anOwner('co_a')]]);
  });

  it('Given an earlier attempt may have paid, when BETCORE rejects, then a person is asked and it is repeated', () => {
    const twice = changedBy(aPayOut('undetermined'), claim(), answer('rejected'));
    expect(twice).toMatchObject({ status: 'undetermined', contradicted: true, unresolvedSince: noon });
    expect(twice.retryAt).not.toBeNull();
    expect(changedBy(twice, claim(), answer('paid-before'))).toMatchObject({
      status: 'paid',
      contradicted: false,
      unresolvedSince: null,
    });
  });

  it('Given a former owner may have been paid, when the next is told it was paid before, then that proves nothing', () => {
    const cancelled = changedBy(aPayOut('undetermined'), person('cancelled'));
    const second = changedBy(cancelled, settled('co_b'), claim(), answer('unclear', 'co_b'), claim());
    expect(changedBy(second, answer('paid-before', 'co_b'))).toMatchObject({
      status: 'undetermined',
      contradicted: true,
    });
    expect(changedBy(second, answer('succeeded', 'co_b'))).toMatchObject({ status: 'paid' });
  });

  it.each(['paid-before', 'rejected'] as const)(
    'Given a former owner may have been paid, when the first attempt of the next ends %s, then that was not ours',
    (name) => {
      const cancelled = changedBy(aPayOut('undetermined'), person('cancelled'));
      const rejected = changedBy(cancelled, settled('co_b'), claim(), answer(name, 'co_b'));
      expect(rejected).toMatchObject({ status: 'rejected', landedBefore: true });
      expect(eventsOf(rejected)).toEqual([['PayOutRejected', anOwner('co_b')]]);
    },
  );

  it('Given a cancelled one, when an attempt taken for lost has paid, then a person claws back', () => {
    const late = changedBy(aPayOut('undetermined'), person('cancelled'), answer('succeeded'));
    expect(late).toMatchObject({ status: 'paid', reversalDue: true, unresolvedSince: noon });
    expect(late.outbox.map(({ type, index }) => [type, index])).toEqual([
      ['PayOutCompleted', 0],
      ['PayOutReversalDue', 1],
    ]);
  });

  it('Given another owner, when an attempt of the former has paid, then that one is to be clawed back', () => {
    const cancelled = changedBy(aPayOut('undetermined'), person('cancelled'));
    const late = changedBy(cancelled, reserve('co_b'), answer('succeeded'));
    expect(late).toMatchObject({
      status: 'reserved',
      reversalDue: false,
      clawBacks: [anOwner('co_a')],
      unresolvedSince: noon,
    });
    expect(eventsOf(late)).toEqual([['PayOutReversalDue', anOwner('co_a')]]);
    const settledByHand = changedBy(late, person('cancelled'));
    expect(settledByHand).toMatchObject({ status: 'reserved', clawBacks: [], unresolvedSince: null });
  });
});

describe('a cashout that is taken back', () => {
  it('Given nobody knows the bet, when the reversal comes first, then the settlement changes nothing', () => {
    const cancelled = changedBy(blank, reversed('co_a'));
    expect(cancelled).toMatchObject({ status: 'cancelled', reversed: true });
    expect(applyToPayOut(cancelled, settled('co_a'), 'c')).toEqual({
      outcome: 'unchanged',
      payOut: cancelled,
    });
  });

  it('Given a reversal told twice while it is paying, then one claw back is asked for', () => {
    const told = changedBy(aPayOut('paying'), reversed('co_a'));
    expect(eventsOf(told)).toEqual([['PayOutReversalDue', anOwner('co_a')]]);
    expect(applyToPayOut(told, reversed('co_a'), 'c').outcome).toBe('unchanged');
    const settledByHand = changedBy(told, answer('succeeded'), person('paid'));
    expect(settledByHand).toMatchObject({ status: 'paid', reversalDue: false, unresolvedSince: null });
    expect(applyToPayOut(settledByHand, reversed('co_a'), 'c').outcome).toBe('unchanged');
  });

  it.each(['rejected', 'paid-before', 'not-sent'] as const)(
    'Given a reversal while it is paying, when the answer %s proves that nothing was paid, then it is cancelled',
    (name) => {
      const cancelled = changedBy(aPayOut('paying'), reversed('co_a'), answer(name));
      expect(cancelled).toMatchObject({ status: 'cancelled', reversalDue: false, unresolvedSince: null });
    },
  );
});

describe('several cashouts of one BETCORE bet', () => {
  it('Given one waits, when the owner is taken back, then it is let in with nothing of the former', () => {
    const both = changedBy(aPayOut('due'), settled('co_b'));
    expect(both).toMatchObject({ status: 'due', waiting: [asked('co_b')] });
    const next = changedBy(both, reversed('co_a', noon + 5));
    expect(next).toMatchObject({
      status: 'due',
      asked: asked('co_b'),
      dueSince: noon + 5,
      reversed: false,
      waiting: [],
      over: [anOwner('co_a')],
    });
    expect(applyToPayOut(next, settled('co_a'), 'c').outcome).toBe('unchanged');
    expect(applyToPayOut(next, reserve('co_a'), 'c').outcome).toBe('unchanged');
  });

  it('Given two wait, when the owner is paid, then both are refused and a person pays them', () => {
    const paid = changedBy(aPayOut('paying'), settled('co_b'), settled('co_c'), answer('succeeded'));
    expect(eventsOf(paid)).toEqual([
      ['PayOutCompleted', anOwner('co_a')],
      ['PayOutRejected', anOwner('co_b')],
      ['PayOutRejected', anOwner('co_c')],
    ]);
    expect(paid.outbox.map(({ index, status }) => [index, status])).toEqual([
      [0, 'paid'],
      [1, 'rejected'],
      [2, 'rejected'],
    ]);
    expect(paid).toMatchObject({
      unresolvedSince: noon,
      waiting: [{ refusedAt: noon }, { refusedAt: noon }],
    });
    const half = changedBy(paid, person('paid', 'co_b'));
    expect(half).toMatchObject({ waiting: [{ paidByHandAt: noon }, { paidByHandAt: null }] });
    const done = changedBy(half, person('cancelled', 'co_c'));
    expect(done).toMatchObject({ status: 'paid', waiting: [asked('co_b')], unresolvedSince: null });
    expect(applyToPayOut(done, settled('co_b'), 'c').outcome).toBe('unchanged');
  });

  it('Given a paid one, when another cashout of the bet is settled, then that is refused at once', () => {
    const refused = changedBy(aPayOut('paid'), settled('co_b'));
    expect(eventsOf(refused)).toEqual([['PayOutRejected', anOwner('co_b')]]);
    expect(changedBy(refused, reversed('co_b'))).toMatchObject({ waiting: [], unresolvedSince: null });
  });

  it('Given somebody else’s live one, when a cashout asks for it, then it is refused', () => {
    const refused = applyToPayOut(aPayOut('due'), reserve('co_b'), 'c');
    expect(refused).toMatchObject({ outcome: 'refused', code: 'pay-out-already-attached' });
  });
});

describe('a native call', () => {
  const ask = (amount: string, given = {}): PayOutCommand => ({
    name: 'ask',
    at: noon,
    asked: asked('native', { amount: { value: decimal(amount), currency: null }, ...given }),
  });

  it('Given a paid one, when asked again, then the same amount is answered as before and another is refused', () => {
    const paid = changedBy(blank, ask('55.25'), claim(), { name: 'succeeded', at: noon, owner: 'native' });
    expect(paid).toMatchObject({ status: 'paid', asked: { owner: 'native' } });
    expect(applyToPayOut(paid, ask('55.25', { sessionId: 's9' }), 'c').outcome).toBe('unchanged');
    expect(applyToPayOut(paid, ask('55.26'), 'c')).toMatchObject({ code: 'amount-conflict', payOut: paid });
  });

  it('Given BETCORE rejected it, when asked again with another amount, then BETCORE judges anew', () => {
    const rejected = changedBy(blank, ask('55.25'), claim(), { name: 'rejected', at: noon, owner: 'native' });
    expect(changedBy(rejected, ask('5'))).toMatchObject({
      status: 'due',
      asked: { amount: { value: '5' } },
      unresolvedSince: null,
    });
  });
});

describe('the outbox of a pay-out', () => {
  it('Given published entries, when they are taken out, then the others stay', () => {
    const { outbox } = changedBy(aPayOut('paying'), settled('co_b'), answer('succeeded'));
    const payOut = { ...aPayOut('paid'), outbox };
    expect(withoutPublishedPayOuts(payOut, outbox.slice(0, 1)).outbox).toEqual(outbox.slice(1));
    expect(withoutPublishedPayOuts(payOut, [])).toBe(payOut);
  });

  it('Given a bet and a pay-out that look alike, then their events have ids of their own', () => {
    const id = payOutEventIdFor('1', 2, 0);
    expect(id).toMatch(/^ev_[0-9a-f]{32}$/);
    const others = [
      payOutEventIdFor('1', 0, 2),
      payOutEventIdFor('12', 0, 0),
      eventIdFor({ provider: 'betcore', betId: '1' }, 2, 0),
    ];
    expect(others).not.toContain(id);
  });
});

describe('winOdd', () => {
  it.each([
    ['55.25', eur('5'), '11.05'],
    ['1', eur('3'), '0.333333'],
    ['2', eur('3'), '0.666667'],
    ['0.0000005', eur('1'), '0'],
    ['0.0000015', eur('1'), '0.000002'],
    ['0', eur('5'), '0'],
    ['5', null, undefined],
    ['5', eur('0'), undefined],
    ['5', usd('5'), undefined],
    ['55.25', { value: decimal('5'), currency: null }, '11.05'],
    ['123456789012345', eur('0.07'), undefined],
  ])('Given %s paid of a stake of %j, then it is %s', (amount, stake, odd) => {
    expect(winOddOf(asked('co_a', { amount: eur(amount), stake }))).toBe(odd);
  });

  it('Given a native call that told it, then it is what was told', () => {
    expect(winOddOf(asked('native', { winOdd: decimal('3.5') }))).toBe('3.5');
  });
});
