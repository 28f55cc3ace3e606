import { describe, expect, it } from 'vitest';
import { resolveCashout } from '../../../../lib/domain/cashout/resolve.ts';
import { type Money, money } from '../../../../lib/domain/money/money.ts';
import { aBet, aCashout, aRegistration, eur, noon, usd } from '../../../support/builders.ts';

const bare = money(eur('99').value, null);

function settle(requested: Money | null, registered: boolean, paid: Money | null) {
  const bet = aBet({
    registration: registered ? aRegistration() : null,
    cashouts: [aCashout('unknown', { requested })],
  });
  return resolveCashout(bet, 'co_1', { paid, actor: 'jo', note: 'ticket 88' }, noon, 'call-1');
}

describe('the currency a person names', () => {
  it.each<[string, Money | null, boolean, Money]>([
    ['that of the request', eur('99'), false, eur('90')],
    ['that of the registration, for a bare number', bare, true, eur('90')],
    ['that of the registration, for a cashout made elsewhere', null, true, eur('90')],
    ['any, for a bare number of an unregistered bet', bare, false, usd('90')],
  ])('Given %s, then it is taken', (_, requested, registered, paid) => {
    expect(settle(requested, registered, paid)).toMatchObject({
      outcome: 'resolved',
      bet: { cashouts: [{ status: 'accepted', settled: paid }] },
    });
  });

  it.each<[string, Money | null, boolean]>([
    ['of a request', eur('99'), false],
    ['of a bare number on a registered bet', bare, true],
    ['of a cashout made elsewhere on a registered bet', null, true],
  ])('Given another than %s, then it is refused', (_, requested, registered) => {
    expect(settle(requested, registered, usd('90'))).toEqual({
      outcome: 'refused',
      code: 'currency-differs',
    });
  });

  it('Given nothing was paid, then no currency is asked for', () => {
    expect(settle(bare, true, null)).toMatchObject({ bet: { cashouts: [{ status: 'declined' }] } });
  });
});

describe('the amount a person names', () => {
  const tooLong = eur('12345678901234.56');
  const payOut = { sessionId: 's1', betcoreBetId: '4178696881', stake: null };

  it.each([
    ['past 15 digits, for BETCORE to pay', payOut, tooLong, 'refused'],
    ['of 15 digits, for BETCORE to pay', payOut, eur('1234567890123.45'), 'resolved'],
    ['past 15 digits, paid some other way', null, tooLong, 'resolved'],
  ] as const)('Given %s, then it is refused or resolved accordingly', (_, pays, paid, outcome) => {
    const bet = aBet({ cashouts: [aCashout('unknown', { payOut: pays })] });
    const said = { paid, actor: 'jo', note: 'ticket 88' };
    expect(resolveCashout(bet, 'co_1', said, noon, 'call-1').outcome).toBe(outcome);
  });
});
