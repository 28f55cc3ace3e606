import { describe, expect, it } from 'vitest';
import type { Bet } from '../../../../lib/domain/bet/bet.ts';
import { cashoutIdFor, fingerprintOf } from '../../../../lib/domain/cashout/ids.ts';
import {
  type CashoutAsked,
  judgeRequest,
  maxRequestedCashouts,
  type RefusalCode,
  refusalOrder,
} from '../../../../lib/domain/cashout/refusals.ts';
import { leaseMs, requestCashout, sendWithinMs } from '../../../../lib/domain/cashout/request.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { type Money, money } from '../../../../lib/domain/money/money.ts';
import { aBet, aCashout, aRegistration, eur, gr8Ref, noon, usd } from '../../../support/builders.ts';
import { sample, valid } from '../pricing/tickets.ts';

function asked(given: Partial<CashoutAsked> = {}): CashoutAsked {
  return {
    cashoutId: 'co_new',
    kind: 'full',
    stake: null,
    playerId: 'p1',
    priceChange: 'none',
    client: 'shop',
    correlationId: 'corr-1',
    requested: eur('99'),
    fingerprint: 'f-new',
    payOut: null,
    by: null,
    ...given,
  };
}

const payOut = { sessionId: 's1', betcoreBetId: '4178696881', stake: null };
const withPayOut = aRegistration({ payOut: { sessionId: 's1', betcoreBetId: '4178696881' } });
const tooLong = eur('12345678901234.56');

const closure = { at: noon, actor: 'jo', reason: 'settled' };
const partial = (id: string, stake: string) =>
  aCashout('accepted', { cashoutId: id, kind: 'partial', stake: eur(stake) });
const fifty = Array.from({ length: maxRequestedCashouts }, (_, n) =>
  aCashout('declined', { cashoutId: `co_${n}` }),
);

/** For each refusal: a bet and a request that it applies to. */
const cases: Readonly<Record<RefusalCode, { bet: Bet; asked: CashoutAsked }>> = {
  'idempotency-key-reused': {
    bet: aBet({ cashouts: [aCashout('accepted')] }),
    asked: asked({ cashoutId: 'co_1' }),
  },
  'request-in-progress': {
    bet: aBet({ cashouts: [aCashout('pending')] }),
    asked: asked({ cashoutId: 'co_1', fingerprint: 'f1' }),
  },
  'bet-not-registered': {
    bet: aBet({ provider: 'oddsgigant' }),
    asked: asked({ ticketStake: decimal('100') }),
  },
  'player-missing': { bet: aBet(), asked: asked({ playerId: null }) },
  'player-differs': { bet: aBet({ registration: aRegistration() }), asked: asked({ playerId: 'p2' }) },
  'currency-differs': {
    bet: aBet({ registration: aRegistration() }),
    asked: asked({ requested: usd('99') }),
  },
  'ticket-stake-differs': {
    bet: aBet({ provider: 'oddsgigant', registration: aRegistration() }),
    asked: asked({ ticketStake: decimal('100.01') }),
  },
  'pay-out-not-supported': {
    bet: aBet({ registration: withPayOut }),
    asked: asked({ kind: 'partial', stake: eur('10') }),
  },
  'pay-out-differs': {
    bet: aBet({ registration: withPayOut }),
    asked: asked({ payOut: { ...payOut, betcoreBetId: '4178696882' } }),
  },
  'pay-out-amount-too-long': {
    bet: aBet({ registration: withPayOut }),
    asked: asked({ requested: tooLong }),
  },
  'cashout-in-progress': { bet: aBet({ cashouts: [aCashout('unknown')] }), asked: asked() },
  'bet-already-cashed-out': { bet: aBet({ cashouts: [aCashout('accepted')] }), asked: asked() },
  'bet-closed': { bet: aBet({ closed: closure }), asked: asked() },
  'stake-exceeded': {
    bet: aBet({ registration: aRegistration(), cashouts: [partial('co_p', '60')] }),
    asked: asked({ kind: 'partial', stake: eur('40.01') }),
  },
  'too-many-cashouts': { bet: aBet({ cashouts: fifty }), asked: asked() },
};

describe('judgeRequest', () => {
  it.each(Object.entries(cases))('Given a bet it applies to, then %s', (code, { bet, asked: request }) => {
    expect(judgeRequest(bet, request)).toEqual({ outcome: 'refused', code });
  });

  it.each(['held', 'pending', 'unknown'] as const)(
    'Given a %s cashout, then another request must wait',
    (status) => {
      expect(judgeRequest(aBet({ cashouts: [aCashout(status)] }), asked())).toEqual({
        outcome: 'refused',
        code: 'cashout-in-progress',
      });
    },
  );

  it('Given several refusals at once, then the first of the list is the answer', () => {
    const everything = aBet({
      registration: aRegistration(),
      closed: closure,
      cashouts: [
        ...fifty,
        aCashout('pending', { cashoutId: 'co_x' }),
        aCashout('accepted', { cashoutId: 'co_y' }),
      ],
    });
    expect(refusalOrder.slice(2)).toEqual([
      'bet-not-registered',
      'player-missing',
      'player-differs',
      'currency-differs',
      'ticket-stake-differs',
      'pay-out-not-supported',
      'pay-out-differs',
      'pay-out-amount-too-long',
      'cashout-in-progress',
      'bet-already-cashed-out',
      'bet-closed',
      'stake-exceeded',
      'too-many-cashouts',
    ]);
    expect(judgeRequest(everything, asked())).toMatchObject({ code: 'cashout-in-progress' });
    const noneOpen = {
      ...everything,
      cashouts: everything.cashouts.filter(({ status }) => status !== 'pending'),
    };
    expect(judgeRequest(noneOpen, asked())).toMatchObject({ code: 'bet-already-cashed-out' });
    const noneAccepted = { ...noneOpen, cashouts: fifty };
    expect(judgeRequest(noneAccepted, asked())).toMatchObject({ code: 'bet-closed' });
  });

  it.each(['unknown', 'accepted', 'declined', 'reversed', 'held'] as const)(
    'Given the same request before, now %s, then it is a repeat whatever else would refuse it',
    (status) => {
      const before = aCashout(status);
      const bet = aBet({ cashouts: [before], closed: closure });
      const again = asked({ cashoutId: 'co_1', fingerprint: 'f1' });
      expect(judgeRequest(bet, again)).toEqual({ outcome: 'repeat', cashout: before });
    },
  );

  const bare = (amount: Money) => money(amount.value, null);
  it.each<[string, Money, Money | null, Money, Money | null, boolean]>([
    ['the same', eur('99'), eur('10'), eur('99'), eur('10'), true],
    ['not said this time', eur('99'), eur('10'), bare(eur('99')), bare(eur('10')), true],
    ['not said before', bare(eur('99')), bare(eur('10')), eur('99'), eur('10'), true],
    ['never said', bare(eur('99')), null, bare(eur('99')), null, true],
    ['another', eur('99'), null, usd('99'), null, false],
    ['another for the stake', bare(eur('99')), eur('10'), bare(eur('99')), usd('10'), false],
  ])('Given the same amounts, their currency %s, then it is judged by what is known of both', (...row) => {
    const [, requestedThen, stakeThen, requested, stake, repeats] = row;
    const bet = aBet({ cashouts: [aCashout('accepted', { requested: requestedThen, stake: stakeThen })] });
    const again = asked({ cashoutId: 'co_1', fingerprint: 'f1', requested, stake });
    expect(judgeRequest(bet, again)).toMatchObject(
      repeats ? { outcome: 'repeat' } : { outcome: 'refused', code: 'idempotency-key-reused' },
    );
  });

  it.each([
    [
      'a part, of the request alone',
      aBet(),
      { kind: 'partial', stake: eur('10'), payOut },
      'pay-out-not-supported',
    ],
    ['an amount past 15 digits', aBet(), { payOut, requested: tooLong }, 'pay-out-amount-too-long'],
    ['an amount past 15 digits without a pay-out', aBet(), { requested: tooLong }, null],
    ['15 digits', aBet(), { payOut, requested: eur('1234567890123.45') }, null],
    [
      'another session than registered',
      aBet({ registration: withPayOut }),
      { payOut: { ...payOut, sessionId: 's2' } },
      null,
    ],
    [
      'a part of a bet without one',
      aBet({ registration: aRegistration() }),
      { kind: 'partial', stake: eur('10') },
      null,
    ],
  ] as const)('Given a pay-out and %s, then it is refused or new accordingly', (_, bet, given, code) => {
    expect(judgeRequest(bet, asked(given))).toEqual(
      code === null ? { outcome: 'new' } : { outcome: 'refused', code },
    );
  });

  it('Given only declined, reversed or partial cashouts, then a new request may start', () => {
    const cashouts = [
      aCashout('declined'),
      aCashout('reversed', { cashoutId: 'co_2' }),
      partial('co_3', '60'),
    ];
    const bet = aBet({ registration: aRegistration(), cashouts });
    expect(judgeRequest(bet, asked())).toEqual({ outcome: 'new' });
    expect(judgeRequest(bet, asked({ kind: 'partial', stake: eur('40') }))).toEqual({ outcome: 'new' });
  });

  it('Given the ticket has the registered stake, however it is spelled, then a new request may start', () => {
    const bet = aBet({ provider: 'oddsgigant', registration: aRegistration() });
    expect(judgeRequest(bet, asked({ ticketStake: decimal('100.00') }))).toEqual({ outcome: 'new' });
  });

  it('Given a cashout made elsewhere, then the bet is cashed out', () => {
    const bet = aBet({ cashouts: [aCashout('accepted', { origin: 'external', kind: 'partial' })] });
    expect(judgeRequest(bet, asked())).toMatchObject({ code: 'bet-already-cashed-out' });
  });

  it('Given 50 callbacks, then they do not use the requests up', () => {
    const callbacks = fifty.map((cashout) => ({ ...cashout, origin: 'provider' as const }));
    expect(judgeRequest(aBet({ cashouts: callbacks }), asked())).toEqual({ outcome: 'new' });
  });
});

describe('requestCashout', () => {
  it('Given a new request, then it is pending with its lease, its deadline and no event', () => {
    const started = requestCashout(aBet(), asked(), noon, 'call-1');
    expect(started).toMatchObject({
      outcome: 'started',
      cashout: {
        playerId: 'p1',
        status: 'pending',
        sendBefore: noon + sendWithinMs,
        leaseUntil: noon + leaseMs,
        origin: 'operator',
      },
      bet: { outbox: [] },
    });
  });

  const registered = { sessionId: 's1', betcoreBetId: '4178696881' };
  const other = { sessionId: 's2', betcoreBetId: '4178696881', stake: null };
  it.each([
    ['neither asks for one', aBet({ registration: aRegistration() }), null, null],
    ['only the request', aBet(), other, other],
    [
      'only the request, with a stake',
      aBet(),
      { ...other, stake: eur('90') },
      { ...other, stake: eur('90') },
    ],
    ['only the bet', aBet({ registration: withPayOut }), null, { ...registered, stake: eur('100') }],
    ['both', aBet({ registration: withPayOut }), other, { ...other, stake: eur('100') }],
    [
      'both, after a part was cashed out',
      aBet({ registration: withPayOut, cashouts: [partial('co_p', '60')] }),
      { ...other, stake: null },
      { ...other, stake: eur('40') },
    ],
  ])('Given a pay-out of %s, then that is what the cashout has', (_, bet, told, expected) => {
    for (const kind of ['full', 'forced'] as const) {
      const started = requestCashout(bet, asked({ kind, payOut: told }), noon, 'call-1');
      expect(started).toMatchObject({ outcome: 'started', cashout: { payOut: expected, stake: null } });
    }
  });

  it('Given a registered bet and no player in the request, then the registered one counts', () => {
    const bet = aBet({ registration: aRegistration({ playerId: 'p9' }) });
    expect(requestCashout(bet, asked({ playerId: null }), noon, 'call-1')).toMatchObject({
      cashout: { playerId: 'p9' },
    });
  });
});

describe('ids', () => {
  it('Given the same provider, bet and key, then the same id; any other part, another', () => {
    const id = cashoutIdFor(gr8Ref, 'k1');
    expect(id).toMatch(/^co_[0-9a-f]{32}$/);
    expect(cashoutIdFor(gr8Ref, 'k1')).toBe(id);
    expect(cashoutIdFor(gr8Ref, 'k2')).not.toBe(id);
    expect(cashoutIdFor({ provider: 'odds88', betId: gr8Ref.betId }, 'k1')).not.toBe(id);
    // Parts that only look alike when joined.
    expect(cashoutIdFor({ provider: 'odds88', betId: 'a"' }, ',b')).not.toBe(
      cashoutIdFor({ provider: 'odds88', betId: 'a' }, '",b'),
    );
  });

  it('Given requests that differ in any one thing, then so do their fingerprints', () => {
    const base = {
      kind: 'full',
      playerId: 'p1',
      requested: eur('99'),
      stake: null,
      priceChange: 'none',
      margin: null,
      by: null,
    } as const;
    const others = [
      { kind: 'forced' as const },
      { playerId: null },
      { playerId: 'null' },
      { requested: eur('98') },
      { stake: eur('99') },
      { priceChange: 'any' as const },
      { margin: 'null' },
      { by: { actor: 'jo', note: 'goodwill' } },
      { by: { actor: 'al', note: 'goodwill' } },
      { payOut },
      { payOut: { ...payOut, sessionId: 's2' } },
      { payOut: { ...payOut, betcoreBetId: '4178696882' } },
      { payOut: { ...payOut, stake: eur('100') } },
      { ticket: valid(sample).ticket },
      { ticket: valid(sample).ticket, payOut },
      { ticket: valid({ ...sample, caSettings: { caWithdrawal: decimal('9') } }).ticket },
    ];
    const fingerprints = [base, ...others.map((other) => ({ ...base, ...other }))].map(fingerprintOf);
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    expect(fingerprintOf({ ...base, requested: eur('99.00') })).toBe(fingerprints[0]);
    // Keys of requests that were made before requests had tickets and pay-outs still know them.
    expect(fingerprints[0]).toBe('5c2aad4387f0a32ce3a6005ac9cfe520');
    expect(fingerprintOf({ ...base, payOut: null })).toBe(fingerprints[0]);
    // Which currency it is may become known only later.
    for (const requested of [usd('99'), money(eur('99').value, null)]) {
      expect(fingerprintOf({ ...base, requested })).toBe(fingerprints[0]);
    }
  });
});
