import { describe, expect, it } from 'vitest';
import { aRegistration, eur } from '../../../support/builders.ts';
import { accept, anOrder, betWith, decline, written } from '../../../support/callbacks.ts';

const payOut = { sessionId: 's1', betcoreBetId: '4178696881' };
const registered = betWith([], { registration: aRegistration({ payOut }) });

describe('pay-outs of orders', () => {
  it.each([
    ['of the whole stake', '100', { ...payOut, stake: eur('100') }],
    ['of more than the stake, which the provider let happen', '100.01', { ...payOut, stake: eur('100.01') }],
    ['of a part', '99.99', null],
  ])('Given a bet registered with a pay-out and an order %s, then', (_, stake, expected) => {
    expect(accept(registered, anOrder('o1', stake)).cashouts).toMatchObject([{ payOut: expected }]);
  });

  it('Given a part and then the whole, then the whole alone, with its own stake', () => {
    const part = written(accept(registered, anOrder('o1', '40')));
    expect(accept(part, anOrder('o2', '100')).cashouts).toMatchObject([
      { payOut: null },
      { payOut: { stake: eur('100') } },
    ]);
  });

  it.each([
    ['without a pay-out', betWith([], { registration: aRegistration() })],
    ['not at all', betWith([])],
  ])('Given a bet registered %s, then none', (_, bet) => {
    expect(accept(bet, anOrder('o1')).cashouts).toMatchObject([{ payOut: null }]);
  });

  it('Given an order nobody has heard of is declined, then none, also once its acceptance comes late', () => {
    const declined = written(decline(registered, ['o1']));
    expect(declined.cashouts).toMatchObject([{ status: 'declined', payOut: null }]);
    expect(accept(declined, anOrder('o1')).cashouts).toEqual(declined.cashouts);
  });

  it('Given it is reversed, then it still says what it was paid by', () => {
    const accepted = written(accept(registered, anOrder('o1')));
    expect(decline(accepted, ['o1']).cashouts).toMatchObject([{ status: 'reversed', payOut }]);
  });
});
