import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareMoneyCall } from '../../../../lib/adapters/gr8/money-call.ts';
import type { PriceChange } from '../../../../lib/domain/cashout/cashout.ts';
import { type Decimal, decimal, parseJsonNumberLiteral } from '../../../../lib/domain/money/decimal.ts';
import type { ReasonCode } from '../../../../lib/domain/reasons.ts';
import type { PlaceRequest } from '../../../../lib/ports/cashout-provider.ts';
import { aRequest, betId } from './gr8-hub.ts';

function prepared(changes: Partial<PlaceRequest>) {
  const call = prepareMoneyCall(aRequest(changes));
  if (call.kind === 'invalid') throw new Error(call.evidence);
  return call;
}

const amount = (value: string) => ({ value: value as Decimal, currency: null });

describe('what is posted', () => {
  it.each<[PriceChange, string]>([
    ['none', 'None'],
    ['rise', 'Rise'],
    ['any', 'Any'],
  ])('names the policy %s as %s', (priceChange, named) => {
    expect(prepared({ priceChange }).body).toBe(
      `{"betId":"${betId}","amount":99,"priceChangePolicy":"${named}"}`,
    );
  });

  it('carries the margin in the query, encoded', () => {
    expect(prepared({}).target).toBe('/v1/sport/v1/bet/cashout');
    expect(prepared({ margin: 'v 2&amount=1' }).target).toBe(
      '/v1/sport/v1/bet/cashout?margin=v%202%26amount%3D1',
    );
    expect(prepared({ margin: 'half \ud800' }).target).toBe(
      '/v1/sport/v1/bet/cashout?margin=half%20%EF%BF%BD',
    );
  });

  it('is bare for a forced cashout: other path, no policy, no margin', () => {
    const call = prepared({ kind: 'forced', priceChange: null, margin: 'v2', amount: amount('99.5') });
    expect(call.target).toBe('/v1/sport/v0/bet/forced-cashout');
    expect(call.body).toBe(`{"betId":"${betId}","amount":99.5}`);
  });

  it('names the part of the stake for a partial cashout', () => {
    const call = prepared({ kind: 'partial', stake: amount('10'), priceChange: 'rise', margin: 'v2' });
    expect(call.target).toBe('/v1/sport/v1/bet/partial-cashout?margin=v2');
    expect(call.body).toBe(`{"betId":"${betId}","betAmount":10,"amount":99,"priceChangePolicy":"Rise"}`);
  });

  it('names the bet in its canonical spelling', () => {
    expect(prepared({ betId: betId.replaceAll('-', '').toUpperCase() }).guid).toBe(betId);
  });

  it.each([
    ['99', '99'],
    ['0.1', '0.1'],
    ['92.35', '92.35'],
    ['0.00000001', '1e-8'],
    ['999999999999.999', '999999999999.999'],
    ['123456789012345', '123456789012345'],
  ])('spells the amount %s as %s', (value, spelled) => {
    expect(prepared({ amount: amount(value) }).body).toContain(`"amount":${spelled},`);
  });

  it('spells every amount it takes so that it reads back as the same one', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        fc.integer({ min: 0, max: 12 }),
        (digits, places) => {
          const text = digits.toString().padStart(places + 1, '0');
          const point = text.length - places;
          const value = decimal(places === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`);
          const call = prepareMoneyCall(aRequest({ amount: { value, currency: null } }));
          if (call.kind === 'invalid')
            expect(value.replace('.', '').replace(/^0+/, '').length).toBeGreaterThan(15);
          else expect(parseJsonNumberLiteral(call.body.match(/"amount":([^,]+),/)?.[1] ?? '')).toBe(value);
        },
      ),
    );
  });
});

it.each<[string, Partial<PlaceRequest>, ReasonCode]>([
  ['an amount of 16 digits', { amount: amount('92.30000000000001') }, 'amount-out-of-limits'],
  ['an amount of nothing', { amount: amount('0') }, 'amount-out-of-limits'],
  ['a negative amount', { amount: amount('-5') }, 'amount-out-of-limits'],
  ['a bet id that is no GUID', { betId: 'id1' }, 'bet-not-found'],
  ['a part of 16 digits', { kind: 'partial', stake: amount('1.000000000000001') }, 'amount-out-of-limits'],
])('refuses %s', (_, changes, code) => {
  expect(prepareMoneyCall(aRequest(changes))).toMatchObject({ kind: 'invalid', reason: { code } });
});
