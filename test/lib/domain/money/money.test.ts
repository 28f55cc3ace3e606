import { describe, expect, it } from 'vitest';
import { type Currency, knownCurrencies, parseCurrency } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import {
  addMoney,
  compareMoney,
  type Money,
  money,
  sameMoney,
  subtractMoney,
  toWireMoney,
} from '../../../../lib/domain/money/money.ts';
import { eur, usd } from '../../../support/builders.ts';

const currencies = knownCurrencies({ USDT: 6 });

describe('two currencies never mix', () => {
  it.each([
    ['adding', () => addMoney(eur('1'), usd('1'))],
    ['subtracting', () => subtractMoney(eur('1'), usd('1'))],
    ['comparing', () => compareMoney(eur('1'), usd('1'))],
    [
      'adding an amount without currency',
      () => addMoney<Currency | null>(eur('1'), money(decimal('1'), null)),
    ],
  ])('When %s EUR and another, then it is our own bug', (_, act) => {
    expect(act).toThrow('cannot be mixed');
  });

  it('Given currencies known to the compiler, then mixing them does not compile', () => {
    const inEur: Money<'EUR' & Currency> = money(decimal('1'), 'EUR' as 'EUR' & Currency);
    const inUsd: Money<'USD' & Currency> = money(decimal('1'), 'USD' as 'USD' & Currency);
    // @ts-expect-error an amount in USD cannot be added to one in EUR
    expect(() => addMoney(inEur, inUsd)).toThrow('cannot be mixed');
  });

  it('Given equal values of two currencies, then they are not the same', () => {
    expect(sameMoney(eur('1'), usd('1'))).toBe(false);
    expect(sameMoney(eur('1'), eur('1.00'))).toBe(true);
  });
});

describe('toWireMoney', () => {
  it.each([
    ['92.500000', 'EUR', '92.50'],
    ['13.487656', 'EUR', '13.487656'],
    ['500', 'JPY', '500'],
    ['500.5', 'JPY', '500.5'],
    ['1', 'KWD', '1.000'],
    ['1', 'USDT', '1.000000'],
    ['499', null, '499.00'],
  ])('Given %s %s, then it reads %s', (value, currency, expected) => {
    const amount = money(decimal(value), currency === null ? null : (currency as Currency));
    expect(toWireMoney(amount, currencies)).toEqual({ value: expected, currency });
  });
});

describe('parseCurrency', () => {
  it.each(['EUR', 'JPY', 'KWD', 'USDT'])('Given %s, then it is known', (code) => {
    expect(parseCurrency(code, currencies)).toBe(code);
  });

  it.each(['eur', 'XXX', 'EURO', '', 'USDC'])('Given %j, then it is not', (code) => {
    expect(parseCurrency(code, currencies)).toBeUndefined();
  });
});
