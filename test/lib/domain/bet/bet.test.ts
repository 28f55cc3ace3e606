import { describe, expect, it } from 'vitest';
import { applyCommand, type Bet, remainingStake, withoutPublished } from '../../../../lib/domain/bet/bet.ts';
import { escalateAfterMs, neededAt, nextDueAt } from '../../../../lib/domain/bet/due.ts';
import { firstReadingAfterMs } from '../../../../lib/domain/bet/inquiry.ts';
import { sweepBet } from '../../../../lib/domain/bet/sweep.ts';
import { capabilities } from '../../../../lib/domain/capabilities.ts';
import { relayGraceMs } from '../../../../lib/domain/outbox-entry.ts';
import { providers } from '../../../../lib/domain/provider.ts';
import { reason, reasons } from '../../../../lib/domain/reasons.ts';
import {
  aBet,
  aBetWithPending,
  aCashout,
  anOpening,
  aRegistration,
  eur,
  noon,
} from '../../../support/builders.ts';

const accepted = { name: 'provider-accepted', at: noon + 1_000, amount: eur('99') } as const;

describe('applyCommand', () => {
  it('Given a pending cashout, when accepted, then its event waits in the outbox of the very version that says so', () => {
    const { bet } = applyCommand(aBetWithPending(), 'co_1', accepted, 'call-1');
    expect(bet.outbox).toEqual([
      {
        type: 'CashoutSettled',
        cashoutId: 'co_1',
        sequence: 2,
        index: 0,
        at: noon + 1_000,
        status: 'accepted',
        decidedBy: 'provider',
        settled: eur('99'),
        reason: null,
        causationId: 'call-1',
      },
    ]);
  });

  it('Given an inferred decline, when proof of acceptance comes, then both events are told apart by index', () => {
    const declined = aBet({ cashouts: [aCashout('declined', { decidedBy: 'inference' })] });
    const { bet } = applyCommand(declined, 'co_1', accepted, 'call-1');
    expect(bet.outbox.map(({ type, sequence, index }) => [type, sequence, index])).toEqual([
      ['CashoutSettled', 2, 0],
      ['CashoutConflict', 2, 1],
    ]);
    expect(bet.outbox[1]?.conflictingAmount).toEqual(eur('99'));
  });

  it('Given two changes in one write, then no two entries share a place', () => {
    const first = applyCommand(aBetWithPending(), 'co_1', { name: 'lease-over', at: noon }, 'run-1').bet;
    const second = applyCommand(first, 'co_1', { name: 'deadline-passed', at: noon }, 'run-1').bet;
    expect(second.outbox.map(({ sequence, index }) => `${sequence}.${index}`)).toEqual(['2.0', '2.1']);
  });

  it('Given nothing to change, then the very same bet comes back', () => {
    const bet = aBet({ cashouts: [aCashout('accepted')] });
    expect(applyCommand(bet, 'co_1', accepted, 'call-1').bet).toBe(bet);
    expect(applyCommand(bet, 'co_1', { name: 'lease-over', at: noon }, 'run-1').bet).toBe(bet);
  });

  it('Given a conflict without change, then the cashout stays and the event goes out', () => {
    const bet = aBet({ cashouts: [aCashout('accepted')] });
    const after = applyCommand(bet, 'co_1', { ...accepted, amount: eur('98') }, 'call-1').bet;
    expect(after.cashouts).toBe(bet.cashouts);
    expect(after.outbox.map(({ type }) => type)).toEqual(['CashoutConflict']);
  });
});

describe('withoutPublished', () => {
  it('Given published entries, then only those leave', () => {
    const first = applyCommand(aBetWithPending(), 'co_1', { name: 'lease-over', at: noon }, 'run-1').bet;
    const both = applyCommand(first, 'co_1', { name: 'deadline-passed', at: noon }, 'run-1').bet;
    expect(withoutPublished(both, both.outbox.slice(0, 1)).outbox).toEqual(both.outbox.slice(1));
    expect(withoutPublished(both, [])).toBe(both);
  });
});

describe('remainingStake', () => {
  const partial = aCashout('accepted', { kind: 'partial', stake: eur('30') });
  it.each([
    ['an unregistered bet', aBet(), null],
    ['a registered bet', aBet({ registration: aRegistration() }), eur('100')],
    ['an accepted partial', aBet({ registration: aRegistration(), cashouts: [partial] }), eur('70')],
    [
      'a reversed partial',
      aBet({ registration: aRegistration(), cashouts: [{ ...partial, status: 'reversed' }] }),
      eur('100'),
    ],
    [
      'an accepted full',
      aBet({ registration: aRegistration(), cashouts: [partial, aCashout('accepted')] }),
      eur('0'),
    ],
  ])('Given %s, then the rest is told', (_, bet, expected) => {
    expect(remainingStake(bet)).toEqual(expected);
  });
});

describe('when a bet is due', () => {
  const pending = aBetWithPending();
  const unknown = applyCommand(pending, 'co_1', { name: 'lease-over', at: noon + 60_000 }, 'run-1').bet;

  it('Given nothing open, then never', () => {
    expect(neededAt(aBet({ cashouts: [aCashout('accepted'), aCashout('declined')] }))).toBeNull();
  });
  it('Given a pending cashout, then when its lease is over', () => {
    expect(neededAt(pending)).toBe(noon + 60_000);
  });
  it('Given an event in the outbox, then a relay grace after it', () => {
    expect(neededAt(unknown)).toBe(noon + 60_000 + relayGraceMs);
  });
  it('Given an unknown whose event is out, then when GR8 is to be asked about it', () => {
    expect(neededAt({ ...unknown, outbox: [] })).toBe(noon + 10_000 + firstReadingAfterMs);
  });
  it('Given an unknown nobody can be asked about, then when it is to be escalated', () => {
    const partial = aBet({ cashouts: [aCashout('unknown', { kind: 'partial' })] });
    expect(neededAt(partial)).toBe(noon + escalateAfterMs);
  });
  it('Given an escalated unknown nobody can be asked about, then a person is due, not the sweeper', () => {
    const partial = aBet({ cashouts: [aCashout('unknown', { kind: 'partial' })] });
    const escalated = sweepBet(partial, noon + escalateAfterMs, 'run-2');
    expect(neededAt({ ...escalated, outbox: [] })).toBeNull();
  });

  it.each([
    ['still ahead and early enough', noon + 60_000, noon + 60_000],
    ['over', noon, noon + 60_000 + relayGraceMs],
    ['later than needed', noon + 10 * relayGraceMs, noon + 60_000 + relayGraceMs],
    ['absent', null, noon + 60_000 + relayGraceMs],
  ])('Given a stored instant that is %s, then the next one is right', (_, dueAt, expected) => {
    expect(nextDueAt({ ...unknown, dueAt }, noon + 1)).toBe(expected);
  });
});

describe('sweepBet', () => {
  it('Given a lease just over, then unknown; a millisecond before, nothing', () => {
    const pending = aBetWithPending();
    expect(sweepBet(pending, noon + 59_999, 'run-1')).toBe(pending);
    const swept = sweepBet(pending, noon + 60_000, 'run-1');
    expect(swept.cashouts[0]?.status).toBe('unknown');
    expect(swept.outbox.map(({ type }) => type)).toEqual(['CashoutUnknown']);
  });

  it('Given a bet the hub decides itself, then a lease that is over proves that nothing was executed', () => {
    const pending: Bet = { ...aBetWithPending(), provider: 'oddsgigant' };
    expect(sweepBet(pending, noon + 59_999, 'run-1')).toBe(pending);
    const swept = sweepBet(pending, noon + 60_000, 'run-1');
    expect(swept.cashouts[0]).toMatchObject({
      status: 'declined',
      decidedBy: 'hub',
      settled: null,
      reason: reason('provider-unreachable'),
    });
    expect(swept.outbox.map(({ type }) => type)).toEqual(['CashoutDeclined']);
    expect(reasons['provider-unreachable'].retryable).toBe('now');
    // Whoever wakes up late must not pay what the player was told is not paid.
    expect(applyCommand(swept, 'co_1', accepted, 'call-1').decision).toEqual({ outcome: 'no-row' });
  });

  it.each(providers.filter((provider) => !capabilities[provider].decidesHere))(
    'Given a bet of %s, then a lease that is over proves nothing',
    (provider) => {
      const swept = sweepBet({ ...aBetWithPending(), provider }, noon + 60_000, 'run-1');
      expect(swept.cashouts[0]?.status).toBe('unknown');
    },
  );

  it('Given an unknown for 15 minutes, then it is escalated once', () => {
    const unknown = aBet({ cashouts: [aCashout('unknown')] });
    expect(sweepBet(unknown, noon + escalateAfterMs - 1, 'run-1')).toBe(unknown);
    const escalated = sweepBet(unknown, noon + escalateAfterMs, 'run-1');
    expect(escalated.cashouts[0]).toMatchObject({ status: 'unknown', escalatedAt: noon + escalateAfterMs });
    expect(escalated.outbox.map(({ type }) => type)).toEqual(['CashoutUnresolved']);
    expect(sweepBet(escalated, noon + 2 * escalateAfterMs, 'run-2')).toBe(escalated);
  });

  it('Given a request whose opening says another lease, then that lease counts', () => {
    const pending = aBetWithPending(anOpening({ leaseUntil: noon + 5 }));
    expect(sweepBet(pending, noon + 5, 'run-1').cashouts[0]?.status).toBe('unknown');
  });
});
