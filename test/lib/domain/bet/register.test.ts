import { describe, expect, it } from 'vitest';
import { closeBet, registerBet } from '../../../../lib/domain/bet/register.ts';
import { money } from '../../../../lib/domain/money/money.ts';
import { aBet, aCashout, aRegistration, eur, noon, usd } from '../../../support/builders.ts';

const now = noon + 5_000;

/** What an operator tells: without an instant of its own. */
function told(given: Parameters<typeof aRegistration>[0] = {}) {
  const { registeredAt: _, ...registration } = aRegistration(given);
  return registration;
}

describe('a first registration', () => {
  const part = (stake: string) => aCashout('accepted', { kind: 'partial', stake: eur(stake) });

  it('Given a new bet, then it is registered, and when', () => {
    expect(registerBet(aBet(), told(), now)).toEqual({
      outcome: 'registered',
      bet: aBet({ registration: { ...told(), registeredAt: now } }),
    });
  });

  it('Given a cashout dated by a clock ahead of ours, then the registration is not dated before it', () => {
    const bet = aBet({ cashouts: [aCashout('unknown', { createdAt: now + 30_000 }), aCashout('declined')] });
    expect(registerBet(bet, told(), now)).toMatchObject({
      bet: { registration: { registeredAt: now + 30_000 } },
    });
  });

  it.each([
    ['asked for in another currency', aCashout('accepted', { requested: usd('99') })],
    [
      'of a stake in another currency',
      aCashout('accepted', { requested: null, stake: usd('5'), settled: null }),
    ],
    [
      'paid in another currency, as a person said',
      aCashout('accepted', { requested: { ...eur('99'), currency: null }, settled: usd('99') }),
    ],
  ])('Given a cashout %s before, then it differs', (_, cashout) => {
    expect(registerBet(aBet({ cashouts: [cashout] }), told(), now)).toEqual({ outcome: 'differs' });
  });

  it.each([
    ['more than', '99.99', 'differs'],
    ['all of', '100', 'registered'],
    ['less than', '100.01', 'registered'],
  ])('Given parts that took %s a stake of %s, then %s', (_, stake, outcome) => {
    const bare = aCashout('accepted', { kind: 'partial', stake: money(eur('60').value, null) });
    const others = [
      aCashout('declined', { kind: 'partial', stake: eur('900') }),
      aCashout('reversed', { kind: 'partial', stake: eur('900') }),
    ];
    const bet = aBet({ cashouts: [bare, part('40'), ...others] });
    expect(registerBet(bet, told({ stake: eur(stake) }), now).outcome).toBe(outcome);
  });

  it('Given a full cashout took the rest, then parts past the stake are still seen', () => {
    const bet = aBet({ cashouts: [part('60'), aCashout('accepted')] });
    expect(registerBet(bet, told({ stake: eur('40') }), now).outcome).toBe('differs');
  });
});

describe('a first registration with a pay-out', () => {
  const payOut = { sessionId: 's1', betcoreBetId: '4178696881' };
  const ofRequest = { ...payOut, sessionId: 's2', stake: null };

  it.each([
    ['a full cashout', aCashout('accepted'), 'pay-out-too-late'],
    ['a forced cashout', aCashout('accepted', { kind: 'forced' }), 'pay-out-too-late'],
    ['a full cashout on its way', aCashout('pending'), 'pay-out-too-late'],
    ['a full cashout nobody knows the end of', aCashout('unknown'), 'pay-out-too-late'],
    ['a full cashout that waits', aCashout('held'), 'pay-out-too-late'],
    [
      'one that another pay-out pays',
      aCashout('accepted', { payOut: { ...ofRequest, betcoreBetId: '2' } }),
      'pay-out-too-late',
    ],
    ['one that this pay-out pays', aCashout('accepted', { payOut: ofRequest }), 'registered'],
    ['one that was declined', aCashout('declined'), 'registered'],
    ['one that was taken back', aCashout('reversed'), 'registered'],
    ['a part', aCashout('accepted', { kind: 'partial', stake: eur('5') }), 'registered'],
  ] as const)(
    'Given %s before, then with and without one it is not promised what never comes',
    (_, cashout, outcome) => {
      const bet = aBet({ cashouts: [cashout] });
      expect(registerBet(bet, told({ payOut }), now).outcome).toBe(outcome);
      expect(registerBet(bet, told(), now).outcome).toBe('registered');
    },
  );
});

describe('a repeated registration', () => {
  const registered = aBet({ registration: aRegistration() });

  it('Given the same content, then nothing is written', () => {
    expect(registerBet(registered, told({ stake: eur('100.00') }), now)).toEqual({
      outcome: 'repeated',
      bet: registered,
    });
  });

  it('Given only live differs, then it is taken over and the rest stays', () => {
    expect(registerBet(registered, told({ live: true }), now)).toEqual({
      outcome: 'repeated',
      bet: aBet({ registration: aRegistration({ live: true }) }),
    });
  });

  const payOut = { sessionId: 's1', betcoreBetId: '4178696881' };
  it.each([
    [payOut, { ...payOut }, 'repeated'],
    [payOut, null, 'differs'],
    [null, payOut, 'differs'],
    [payOut, { ...payOut, sessionId: 's2' }, 'differs'],
    [payOut, { ...payOut, betcoreBetId: '4178696882' }, 'differs'],
  ])('Given the pay-out %j and then %j, then %s', (before, after, outcome) => {
    const bet = aBet({ registration: aRegistration({ payOut: before }) });
    expect(registerBet(bet, told({ payOut: after }), now).outcome).toBe(outcome);
  });

  it.each([{ playerId: 'p2' }, { stake: eur('101') }, { freeBet: true }])(
    'Given %j differs, then it differs',
    (other) => {
      expect(registerBet(registered, told(other), now)).toEqual({ outcome: 'differs' });
    },
  );
});

describe('closeBet', () => {
  it('Given a closed bet, when closed again, then the first closure stays', () => {
    const first = closeBet(aBet(), { at: noon, actor: 'jo', reason: 'settled' });
    expect(closeBet(first, { at: noon + 1, actor: 'al', reason: 'other' })).toBe(first);
  });
});
