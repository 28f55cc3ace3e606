import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { creditedBy, type WalletEntry, wallet } from '../../../../infra/local/wallet/wallet.ts';
import type { Currency } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';

function entry(
  sequence: number,
  state: WalletEntry['state'],
  { value = '92.5', currency = 'EUR', cashoutId = 'co_1', betId = 'b1' } = {},
): WalletEntry {
  const amount = { value: decimal(value), currency: currency === '' ? null : (currency as Currency) };
  return { provider: 'gr8', betId, cashoutId, sequence, state, amount };
}

function creditedAfter(entries: readonly WalletEntry[]) {
  return Object.fromEntries(creditedBy(wallet(entries).entries()));
}

describe('the wallet', () => {
  it.each<[string, WalletEntry[], Record<string, string>]>([
    ['a settlement', [entry(2, 'settled')], { EUR: '92.5' }],
    ['the same settlement twice', [entry(2, 'settled'), entry(2, 'settled')], { EUR: '92.5' }],
    ['a settlement and its reversal', [entry(2, 'settled'), entry(3, 'reversed')], { EUR: '0' }],
    ['a reversal before its settlement', [entry(3, 'reversed'), entry(2, 'settled')], { EUR: '0' }],
    ['a reversal alone', [entry(3, 'reversed')], { EUR: '0' }],
    ['both of one write', [entry(3, 'reversed'), entry(3, 'settled')], { EUR: '0' }],
    [
      'two cashouts of a bet',
      [entry(2, 'settled'), entry(3, 'settled', { cashoutId: 'co_2', value: '0.1' })],
      { EUR: '92.6' },
    ],
    ['the same id at two bets', [entry(2, 'settled'), entry(2, 'settled', { betId: 'b2' })], { EUR: '185' }],
    [
      'currencies, one of them not told',
      [
        entry(2, 'settled', { value: '500', currency: 'JPY' }),
        entry(3, 'settled', { cashoutId: 'co_2', currency: '' }),
      ],
      { JPY: '500', none: '92.5' },
    ],
    ['nothing', [], {}],
  ])('Given %s, then what is credited is right', (_, entries, credited) => {
    expect(creditedAfter(entries)).toEqual(credited);
  });

  it('Given any order and any repetition of any events, then what is credited is the same, and the highest sequences decide', () => {
    const anyEntry = fc
      .record({
        sequence: fc.integer({ min: 1, max: 6 }),
        state: fc.constantFrom<WalletEntry['state']>('settled', 'reversed'),
        cashoutId: fc.constantFrom('co_1', 'co_2', 'co_3'),
        betId: fc.constantFrom('b1', 'b2'),
        currency: fc.constantFrom('EUR', 'JPY', ''),
        units: fc.integer({ min: 1, max: 999_999 }),
      })
      .map(({ sequence, state, units, ...where }) =>
        entry(sequence, state, { ...where, value: `${units}.25` }),
      );
    // One write says one thing of a cashout's settlement.
    const history = fc.uniqueArray(anyEntry, {
      maxLength: 20,
      selector: ({ betId, cashoutId, sequence, state }) => `${betId} ${cashoutId} ${sequence} ${state}`,
    });
    const told = history.chain((entries) => {
      const repeated = entries.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...entries));
      const inAnyOrder = repeated
        .map((more) => [...entries, ...more])
        .chain((all) => fc.shuffledSubarray(all, { minLength: all.length }));
      return fc.tuple(fc.constant(entries), inAnyOrder);
    });
    fc.assert(
      fc.property(told, ([entries, asTold]) => {
        expect(creditedAfter(asTold)).toEqual(creditedAfter(entries));
        const last = new Map<string, WalletEntry>();
        // By sequence; of one write the reversal is the later.
        for (const one of entries.toSorted(
          (a, b) => a.sequence - b.sequence || (a.state === 'reversed' ? 1 : -1),
        )) {
          last.set(`${one.betId} ${one.cashoutId}`, one);
        }
        const euros = [...last.values()]
          .filter(({ state, amount }) => state === 'settled' && amount.currency === 'EUR')
          .reduce((cents, { amount }) => cents + BigInt(amount.value.replace('.', '')), 0n);
        const credited = creditedAfter(asTold)['EUR'] ?? '0';
        expect(centsOf(credited)).toBe(euros);
      }),
    );
  });
});

/** Of a decimal with at most two places. */
function centsOf(value: string): bigint {
  const [whole = '', places = ''] = value.split('.');
  return BigInt(whole + places.padEnd(2, '0'));
}
