import { expect, it } from 'vitest';
import { toAmountsAnswer } from '../../../../lib/contracts/native/gr8-get-cashout-amounts.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { money } from '../../../../lib/domain/money/money.ts';
import type { BetQuote } from '../../../../lib/domain/quote/quote.ts';
import { type ReasonCode, reason } from '../../../../lib/domain/reasons.ts';

function quote(code: ReasonCode | null): BetQuote {
  return {
    provider: 'gr8',
    betId: code ?? 'available',
    status: code === null ? 'available' : 'unavailable',
    amount: code === null ? money(decimal('92.5'), null) : null,
    partial: null,
    openBetAvailable: null,
    reason: code === null ? null : reason(code),
    quotedAt: 0,
    source: 'live',
    stale: false,
  };
}

it.each<[readonly (ReasonCode | null)[], number]>([
  [[null], 200],
  [[], 200],
  [[null, 'market-suspended', 'bet-not-open', 'bet-not-found'], 200],
  [['provider-throttled'], 429],
  [[null, 'provider-throttled'], 429],
  [['bet-not-found', 'provider-throttled', 'provider-throttled'], 429],
  [[null, 'provider-error'], 500],
  [['market-suspended', 'provider-unreachable'], 500],
  [['provider-throttled', 'provider-error'], 500],
  [[null, 'provider-rejected'], 400],
  [['provider-error', 'provider-rejected'], 400],
])('Given bets that are %j (null: available), then %i', (codes, status) => {
  expect(toAmountsAnswer(codes.map(quote)).status).toBe(status);
});

it('Given bets GR8 does not know, then they are left out', () => {
  const codes: readonly (ReasonCode | null)[] = [null, 'bet-not-found', 'market-suspended'];
  expect(toAmountsAnswer(codes.map(quote)).body).toMatchObject([
    { betId: 'available', isAvailable: true },
    { betId: 'market-suspended', isAvailable: false },
  ]);
});
