import { describe, expect, it } from 'vitest';
import { closeBet } from '../../../../lib/domain/bet/register.ts';
import { type AcceptedOrder, takeAccepted, takeDeclined } from '../../../../lib/domain/cashout/callbacks.ts';
import type { Cashout } from '../../../../lib/domain/cashout/cashout.ts';
import { reason } from '../../../../lib/domain/reasons.ts';
import { aRegistration, eur, noon } from '../../../support/builders.ts';
import {
  aCallback,
  accept,
  anOrder,
  betWith,
  decline,
  eventsOf,
  order,
  statesOf,
  written,
} from '../../../support/callbacks.ts';

describe('accepted: an order is done', () => {
  const same = anOrder('o1');
  const otherRefund = anOrder('o1', '100', '92.51');
  const otherStake = anOrder('o1', '99', '92.5');
  const [settled, conflict] = ['CashoutSettled o1', 'CashoutConflict o1'];

  it.each<[string, Cashout | null, AcceptedOrder, string, readonly string[], string]>([
    ['nothing is known of it', null, same, 'o1 accepted', [settled], 'taken'],
    ['it is pending', order('pending'), same, 'o1 accepted', [settled], 'taken'],
    ['it is unknown', order('unknown'), same, 'o1 accepted', [settled], 'taken'],
    ['it was accepted', order('accepted'), same, 'o1 accepted', [], 'taken'],
    ['it was reversed', order('reversed'), same, 'o1 reversed', [], 'taken'],
    [
      'it was accepted for another refund',
      order('accepted'),
      otherRefund,
      'o1 accepted',
      [conflict],
      'amount-conflict',
    ],
    [
      'it was accepted for another stake',
      order('accepted'),
      otherStake,
      'o1 accepted',
      [conflict],
      'amount-conflict',
    ],
    [
      'it was reversed, of another refund',
      order('reversed'),
      otherRefund,
      'o1 reversed',
      [conflict],
      'amount-conflict',
    ],
    [
      'it was reversed, of another stake',
      order('reversed'),
      otherStake,
      'o1 reversed',
      [conflict],
      'amount-conflict',
    ],
    ['it was declined', order('declined'), same, 'o1 declined', [], 'taken'],
  ])('Given %s, then the table says what becomes of it', (_, known, told, state, events, outcome) => {
    const taken = takeAccepted(betWith(known === null ? [] : [known]), [], told, aCallback());
    expect(statesOf(taken.bet)).toEqual([state]);
    expect(eventsOf(taken.bet)).toEqual(events);
    expect(taken.outcome).toBe(outcome);
    if (known?.settled) expect(taken.bet.cashouts[0]?.settled).toEqual(known.settled);
  });

  it.each(['accepted', 'reversed', 'declined'] as const)(
    'Given it was %s and nothing new is told, whenever and however, then it is the same object',
    (status) => {
      const bet = betWith([order(status)]);
      const again = { requestId: 'request-9', at: noon + 9, foreignParams: { player_id: '7' } };
      expect(accept(bet, same, again)).toBe(bet);
    },
  );

  it('Given a new order, then it says who decided on what, and whose it is', () => {
    const bet = betWith([], { registration: aRegistration({ playerId: 'p7' }) });
    const [cashout] = accept(bet, anOrder('o1', '40', '13.487656')).cashouts;
    expect(cashout).toMatchObject({
      ...{ cashoutId: 'o1', kind: 'partial', origin: 'provider', status: 'accepted', decidedBy: 'provider' },
      ...{ stake: eur('40'), settled: eur('13.487656'), requested: null, playerId: 'p7', client: null },
      correlationId: 'corr-1',
      history: [{ at: noon, from: null, to: 'accepted', evidence: 'callback accepted, request request-1' }],
    });
  });

  it('Given the bet is closed, then the provider’s decision counts all the same', () => {
    const closed = closeBet(betWith([]), { at: noon, actor: 'jo', reason: 'over' });
    expect(statesOf(accept(closed, same))).toEqual(['o1 accepted']);
  });

  it.each([
    order('held'),
    order('declined', { decidedBy: 'hub' }),
    order('declined', { decidedBy: 'person' }),
  ])(
    'Given what no row of the table names ($status by $decidedBy), then nothing is dropped silently',
    (known) => {
      expect(() => accept(betWith([known]), same)).toThrow('no row');
    },
  );
});

describe('declined: orders are void', () => {
  it.each<[string, Cashout | null, string, readonly string[]]>([
    ['nothing is known of it', null, 'o1 declined', ['CashoutDeclined o1']],
    ['it is pending', order('pending'), 'o1 declined', ['CashoutDeclined o1']],
    ['it is unknown', order('unknown'), 'o1 declined', ['CashoutDeclined o1']],
    ['it was accepted', order('accepted'), 'o1 reversed', ['CashoutReversed o1']],
    ['it was reversed', order('reversed'), 'o1 reversed', []],
    ['it was declined', order('declined'), 'o1 declined', []],
  ])('Given %s, then the table says what becomes of it', (_, known, state, events) => {
    const bet = betWith(known === null ? [] : [known]);
    const after = decline(bet, ['o1']);
    expect(statesOf(after)).toEqual([state]);
    expect(eventsOf(after)).toEqual(events);
    expect(after === bet).toBe(events.length === 0);
  });

  it('Given a list that repeats itself, of orders in every state, then each is decided once in one write', () => {
    const bet = betWith([
      order('accepted', { cashoutId: 'done' }),
      order('reversed', { cashoutId: 'void' }),
      order('declined', { cashoutId: 'no' }),
      order('accepted', { cashoutId: 'other' }),
    ]);
    const after = decline(bet, ['new', 'done', 'no', 'new', 'void', 'done', 'done', 'new']);
    expect(statesOf(after)).toEqual([
      'done reversed',
      'void reversed',
      'no declined',
      'other accepted',
      'new declined',
    ]);
    expect(after.cashouts.map(({ history }) => history.length)).toEqual([2, 1, 1, 1, 1]);
    expect(after.outbox).toMatchObject([
      { type: 'CashoutDeclined', cashoutId: 'new', sequence: 4, index: 0 },
      { type: 'CashoutReversed', cashoutId: 'done', sequence: 4, index: 1 },
    ]);
    const later = written(after);
    expect(decline(later, ['done', 'new', 'new'], { at: noon + 1 })).toBe(later);
  });

  it('Given it comes before the acceptance it voids, then the order is declined and stays so without a credit', () => {
    const declined = written(decline(betWith([]), ['o1']));
    const late = takeAccepted(declined, [], anOrder('o1'), aCallback({ at: noon + 1 }));
    expect(late).toEqual({ bet: declined, outcome: 'taken' });
    expect(late.bet).toBe(declined);
    expect(decline(declined, ['o1'])).toBe(declined);
  });

  it.each([reason('freebet'), null])('Given the reason %o, then it is the orders’ reason', (why) => {
    const declined = { orderIds: ['o1', 'new'], reason: why };
    const after = takeDeclined(betWith([order('accepted')]), [], declined, aCallback());
    expect(after.cashouts.map(({ reason: told }) => told)).toEqual([why, why ?? reason('provider-rejected')]);
    expect(after.outbox.map(({ reason: told }) => told)).toEqual([why, why ?? reason('provider-rejected')]);
  });
});

describe('orders that were declined and archived', () => {
  const archived = [order('declined', { cashoutId: 'old' })];
  const bet = betWith([order('accepted')], { archives: 1 });

  it('Given a late original of one, then nothing changes', () => {
    const taken = takeAccepted(bet, archived, anOrder('old'), aCallback());
    expect(taken).toEqual({ bet, outcome: 'taken' });
    expect(taken.bet).toBe(bet);
  });

  it('Given they are declined again, then only what the bet holds or nobody knows is decided', () => {
    expect(takeDeclined(bet, archived, { orderIds: ['old'], reason: null }, aCallback())).toBe(bet);
    const list = { orderIds: ['old', 'o1', 'new', 'old'], reason: null };
    const after = takeDeclined(bet, archived, list, aCallback());
    expect(statesOf(after)).toEqual(['o1 reversed', 'new declined']);
    expect(eventsOf(after)).toEqual(['CashoutReversed o1', 'CashoutDeclined new']);
  });
});
