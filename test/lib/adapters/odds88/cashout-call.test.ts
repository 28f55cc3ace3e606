import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareCashout } from '../../../../lib/adapters/odds88/cashout-call.ts';
import { fromLocalAmount } from '../../../../lib/contracts/native/odds88.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { type Decimal, decimal } from '../../../../lib/domain/money/decimal.ts';
import type { ReasonCode } from '../../../../lib/domain/reasons.ts';
import type { PlaceRequest } from '../../../../lib/ports/cashout-provider.ts';
import { amount, aRequest } from './odds88-hub.ts';

const currencies = knownCurrencies({ XTOK: 6 });
const prepare = (changes: Partial<PlaceRequest>, precisions: Record<string, number> = {}) => {
  const request = aRequest(changes);
  return prepareCashout(request, { exactly: precisions[request.amount.currency ?? ''] }, currencies);
};

function bodyOf(changes: Partial<PlaceRequest>, precisions?: Record<string, number>): string {
  const call = prepare(changes, precisions);
  if (call.kind === 'invalid') throw new Error(call.evidence);
  return call.body;
}

describe('what is posted', () => {
  it.each([
    ['none', 1],
    ['any', 2],
  ] as const)('Given the policy %s, Then priceChange is %i', (priceChange, number) => {
    expect(bodyOf({ priceChange })).toBe(
      `{"betId":"id1","priceChange":${number},"amount":{"localAmount":9000,"precision":2,"currency":"EUR"}}`,
    );
  });

  it.each<[string, string, Record<string, number>, string]>([
    ['90', 'EUR', {}, '"localAmount":9000,"precision":2'],
    ['90.05', 'EUR', {}, '"localAmount":9005,"precision":2'],
    ['90.005', 'EUR', {}, '"localAmount":90005,"precision":3'],
    ['500', 'JPY', {}, '"localAmount":500,"precision":0'],
    ['500.5', 'JPY', {}, '"localAmount":5005,"precision":1'],
    ['1.2', 'KWD', {}, '"localAmount":1200,"precision":3'],
    ['0.000001', 'XTOK', {}, '"localAmount":1,"precision":6'],
    ['4', 'USD', { USD: 4 }, '"localAmount":40000,"precision":4'],
    ['4', 'USD', { EUR: 4 }, '"localAmount":400,"precision":2'],
    ['500', 'EUR', { EUR: 0 }, '"localAmount":500,"precision":0'],
    ['0.000000000000000001', 'EUR', {}, '"localAmount":1,"precision":18'],
    ['9999999999999.99', 'EUR', {}, '"localAmount":999999999999999,"precision":2'],
    ['99999999999', 'USD', { USD: 4 }, '"localAmount":999999999990000,"precision":4'],
  ])(
    'Given %s %s with the precisions %j, Then it is spelled exactly',
    (value, currency, precisions, spelled) => {
      expect(bodyOf({ amount: amount(value, currency) }, precisions)).toContain(
        `"amount":{${spelled},"currency":"${currency}"}`,
      );
    },
  );

  it.each<[string, number, string]>([
    ['90', 4, '"localAmount":900000,"precision":4'],
    ['90.123456', 4, '"localAmount":90123456,"precision":6'],
    ['90.5', 0, '"localAmount":905,"precision":1'],
  ])(
    'Given %s EUR quoted with %i decimals, Then with those, or as many more as it needs',
    (value, atLeast, spelled) => {
      const call = prepareCashout(aRequest({ amount: amount(value, 'EUR') }), { atLeast }, currencies);
      expect(call.kind === 'ready' && call.body).toContain(spelled);
    },
  );

  it('Given any amount it takes, Then what is sent reads back as that amount', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 10n ** 17n }),
        fc.integer({ min: 0, max: 20 }),
        fc.option(fc.integer({ min: 0, max: 18 }), { nil: undefined }),
        (digits, places, configured) => {
          const text = digits.toString().padStart(places + 1, '0');
          const point = text.length - places;
          const value = decimal(places === 0 ? text : `${text.slice(0, point)}.${text.slice(point)}`);
          const precisions: Record<string, number> = configured === undefined ? {} : { EUR: configured };
          const call = prepare({ amount: amount(value) }, precisions);
          if (call.kind === 'invalid') {
            expect(call.reason.code).toBe('amount-out-of-limits');
            return;
          }
          expect(call.precision).toBe(configured ?? call.precision);
          const literal = call.body.match(/"localAmount":(\d+),/)?.[1] ?? '';
          expect(fromLocalAmount(literal, call.precision)).toBe(value);
        },
      ),
    );
  });
});

describe('what is not posted', () => {
  it.each<[string, Partial<PlaceRequest>, ReasonCode]>([
    ['a rise', { priceChange: 'rise' }, 'not-supported'],
    ['no policy', { priceChange: null }, 'not-supported'],
    ['a partial cashout', { kind: 'partial', stake: amount('10') }, 'not-supported'],
    ['a forced cashout', { kind: 'forced', priceChange: null }, 'not-supported'],
    ['an amount of no currency', { amount: amount('90', null) }, 'not-supported'],
    ['nothing', { amount: amount('0') }, 'amount-out-of-limits'],
    ['a negative amount', { amount: { ...amount('0'), value: '-5' as Decimal } }, 'amount-out-of-limits'],
    ['16 digits', { amount: amount('99999999999999.99') }, 'amount-out-of-limits'],
    ['16 digits with its zeros', { amount: amount('10000000000000000') }, 'amount-out-of-limits'],
    ['19 decimals', { amount: amount('0.0000000000000000001') }, 'amount-out-of-limits'],
  ])('Given %s, Then it is refused', (_, changes, code) => {
    expect(prepare(changes)).toMatchObject({ kind: 'invalid', reason: { code } });
  });

  it('Given more decimals than configured, Then it is refused', () => {
    const refused = prepare({ amount: amount('90.005') }, { EUR: 2 });
    expect(refused).toMatchObject({ kind: 'invalid', reason: { code: 'amount-out-of-limits' } });
  });
});
