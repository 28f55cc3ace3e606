import { describe, expect, it } from 'vitest';
import { assumedRejections, rejectionCode } from '../../../../lib/adapters/odds88/rejections.ts';
import type { ReasonCode } from '../../../../lib/domain/reasons.ts';

describe('the text of a rejection', () => {
  it.each<[string, ReasonCode]>([
    ['The price has changed', 'price-changed'],
    ['PRICE MISMATCH', 'price-changed'],
    ['Cashout amount changed by more than 2%', 'price-changed'],
    ['Market is suspended', 'market-suspended'],
    ['SUSPENDED', 'market-suspended'],
    ['Cashout is not available at the moment', 'market-suspended'],
    ['Event unavailable', 'market-suspended'],
    ['Bet has already been cashed out', 'already-cashed-out'],
    ['Bet not found', 'bet-not-found'],
    ['Bet is closed', 'bet-not-open'],
    ['Bet is already settled', 'bet-not-open'],
    ['Cashout is not supported for this bet', 'not-supported'],
    ['priceChange not supported', 'not-supported'],
    ['Rejected by risk management', 'provider-rejected'],
    ['', 'provider-rejected'],
  ])('Given %j, Then it means %s', (text, code) => {
    expect(rejectionCode(text, assumedRejections)).toBe(code);
  });

  it('Given a table of the operator, Then its first match wins, in any case', () => {
    const rejections = [
      { contains: 'Kurs', code: 'price-changed' },
      { contains: 'kurs gesperrt', code: 'market-suspended' },
    ] as const;
    expect(rejectionCode('KURS GESPERRT', rejections)).toBe('price-changed');
    expect(rejectionCode('KURS GESPERRT', rejections.toReversed())).toBe('market-suspended');
    expect(rejectionCode('The price has changed', rejections)).toBe('provider-rejected');
  });
});
