import { describe, expect, it } from 'vitest';
import { type Bet, remainingStake } from '../../../../lib/domain/bet/bet.ts';
import { registerBet } from '../../../../lib/domain/bet/register.ts';
import { takeAccepted } from '../../../../lib/domain/cashout/callbacks.ts';
import { aRegistration, eur, noon } from '../../../support/builders.ts';
import {
  aCallback,
  accept,
  anOrder,
  bare,
  betWith,
  decline,
  eventsOf,
  order,
  written,
} from '../../../support/callbacks.ts';

describe('an order and the stake of its bet', () => {
  const known = betWith([], { registration: aRegistration({ stake: eur('100') }) });

  it.each<[string, Bet, readonly string[], readonly string[]]>([
    ['nobody told the stake', betWith([]), ['100'], ['partial']],
    ['it covers the whole stake', known, ['100'], ['full']],
    ['it covers more than that', known, ['150'], ['full']],
    ['it leaves the smallest part', known, ['99.999999'], ['partial']],
    ['it takes just what another one left', known, ['40', '60'], ['partial', 'partial']],
    ['it takes all of what is not there any more', known, ['40', '100'], ['partial', 'full']],
  ])('Given %s, then it is full only where it covers the whole known stake', (_, bet, stakes, kinds) => {
    const after = stakes.reduce((so, stake, n) => accept(so, anOrder(`o${n}`, stake)), bet);
    expect(after.cashouts.map(({ kind }) => kind)).toEqual(kinds);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ['all of it', ['100'], ['CashoutSettled o0']],
    ['all of it in parts', ['40', '60'], ['CashoutSettled o0', 'CashoutSettled o1']],
    ['more than it at once', ['100.01'], ['CashoutSettled o0', 'CashoutConflict o0']],
    ['more than was left', ['60', '60'], ['CashoutSettled o0', 'CashoutSettled o1', 'CashoutConflict o1']],
    ['a part after all', ['100', '1'], ['CashoutSettled o0', 'CashoutSettled o1', 'CashoutConflict o1']],
  ])(
    'Given orders take %s, then each is settled, and past the known stake that is told',
    (_, stakes, events) => {
      const after = stakes.reduce((so, stake, n) => accept(so, anOrder(`o${n}`, stake)), known);
      expect(eventsOf(after)).toEqual(events);
      for (const { type, conflictingAmount } of after.outbox) {
        expect(conflictingAmount).toEqual(type === 'CashoutConflict' ? eur('92.5') : undefined);
      }
      expect(accept(after, anOrder('o0', stakes[0]), { at: noon + 1 })).toBe(after);
    },
  );

  it.each([
    ['100', '0'],
    ['60', '40'],
  ])(
    'Given a stake of %s of it is reversed, then what was settled stays and the stake is open again',
    (stake, left) => {
      const accepted = accept(known, anOrder('o1', stake));
      expect(remainingStake(accepted)).toEqual(eur(left));
      const reversed = decline(written(accepted), ['o1']);
      expect(reversed.cashouts[0]).toMatchObject({
        status: 'reversed',
        settled: eur('92.5'),
        stake: eur(stake),
      });
      expect(remainingStake(reversed)).toEqual(eur('100'));
      expect(eventsOf(accept(written(reversed), anOrder('o2', stake)))).toEqual(['CashoutSettled o2']);
    },
  );

  it.each(['accepted', 'reversed'] as const)(
    'Given the bet is registered after the order was %s, then the same said again is still the same',
    (status) => {
      const told = betWith([order(status)]);
      const registered = registerBet(told, aRegistration({ stake: eur('100') }), noon + 1);
      expect(registered.outcome).toBe('registered');
      if (registered.outcome !== 'registered') return;
      const again = takeAccepted(registered.bet, [], anOrder('o1'), aCallback({ at: noon + 2 }));
      expect(again).toEqual({ bet: registered.bet, outcome: 'taken' });
      expect(again.bet).toBe(registered.bet);
      const other = takeAccepted(registered.bet, [], anOrder('o1', '100', '90'), aCallback());
      expect(other.outcome).toBe('amount-conflict');
    },
  );
});

describe('accepted again with other amounts', () => {
  const accepted = betWith([order('accepted')]);

  it('Given a contradiction, then it is told once however often it comes, and always refused', () => {
    const told = takeAccepted(accepted, [], anOrder('o1', '100', '90'), aCallback());
    expect(told.outcome).toBe('amount-conflict');
    expect(told.bet.outbox).toMatchObject([{ settled: bare('92.5'), conflictingAmount: bare('90') }]);
    const later = written(told.bet);
    const again = takeAccepted(
      later,
      [],
      anOrder('o1', '100', '90'),
      aCallback({ requestId: 'r2', at: noon + 1 }),
    );
    expect(again.outcome).toBe('amount-conflict');
    expect(again.bet).toBe(later);
  });

  it('Given several contradictions, then each is told once, also when they take turns', () => {
    const told: (string | undefined)[] = [];
    let bet = accepted;
    for (const refund of ['90', '91', '90', '91', '90.5', '90']) {
      const { bet: after, outcome } = takeAccepted(bet, [], anOrder('o1', '100', refund), aCallback());
      expect(outcome).toBe('amount-conflict');
      told.push(...after.outbox.map(({ conflictingAmount }) => conflictingAmount?.value));
      bet = after === bet ? bet : written(after);
    }
    expect(told).toEqual(['90', '91', '90.5']);
  });

  it('Given a contradiction of one order and then of another, then both are told', () => {
    const both = accept(accepted, anOrder('o2', '10', '9'));
    const after = accept(accept(both, anOrder('o1', '100', '90')), anOrder('o2', '10', '8'));
    expect(eventsOf(after)).toEqual(['CashoutSettled o2', 'CashoutConflict o1', 'CashoutConflict o2']);
  });

  it('Given the order is reversed after a contradiction, then that contradiction is still known', () => {
    const contradicted = written(accept(accepted, anOrder('o1', '100', '90')));
    const reversed = written(decline(contradicted, ['o1']));
    expect(accept(reversed, anOrder('o1', '100', '90'))).toBe(reversed);
  });
});
