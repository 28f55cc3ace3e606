import { describe, expect, it } from 'vitest';
import { type WalletEntry, wallet } from '../../../../infra/local/wallet/wallet.ts';
import { walletView } from '../../../../infra/local/wallet/wallet-view.ts';
import type { BetRef } from '../../../../lib/domain/bet/bet.ts';
import { type Currency, knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { decimal } from '../../../../lib/domain/money/decimal.ts';
import { aBet, aCashout, aRegistration } from '../../../support/builders.ts';

const currencies = knownCurrencies();

function entry(betId: string, value: string, currency: string | null, given: Partial<WalletEntry> = {}) {
  const amount = { value: decimal(value), currency: currency as Currency | null };
  return {
    provider: 'odds88',
    betId,
    cashoutId: 'co_1',
    sequence: 2,
    state: 'settled',
    amount,
    ...given,
  } as const;
}

/** Bets `mine…` are registered for p1, `asked…` were cashed out by p2 without being registered. */
const bets = {
  loadMany: async (refs: readonly BetRef[]) =>
    refs.map((ref) => ({
      ...aBet(ref),
      registration: ref.betId.startsWith('mine') ? aRegistration({ playerId: 'p1' }) : null,
      cashouts: ref.betId.startsWith('asked') ? [aCashout('accepted', { playerId: 'p2' })] : [],
    })),
};

describe('the wallet for people', () => {
  const told = wallet([
    entry('mine-1', '92.5', 'EUR'),
    entry('mine-2', '500', 'JPY'),
    entry('mine-2', '1.25', 'EUR', { cashoutId: 'co_2', state: 'reversed', sequence: 3 }),
    entry('asked', '0.00000001', null),
    entry('elsewhere', '7', 'EUR'),
  ]);

  it('Given bets of several players, then each has what was credited, by currency', async () => {
    const { players } = await walletView({ wallet: told, bets, currencies });
    expect(players).toEqual([
      { playerId: 'p1', balances: { EUR: '92.50', JPY: '500' } },
      { playerId: 'p2', balances: { none: '0.00000001' } },
      { playerId: null, balances: { EUR: '7.00' } },
    ]);
  });

  it('Given a bet with several cashouts, then each is shown with what it did', async () => {
    const { bets: shown } = await walletView({ wallet: told, bets, currencies });
    expect(shown[1]).toEqual({
      provider: 'odds88',
      betId: 'mine-2',
      playerId: 'p1',
      credited: { JPY: '500', EUR: '0.00' },
      cashouts: [
        { cashoutId: 'co_1', state: 'settled', sequence: 2, amount: { value: '500', currency: 'JPY' } },
        { cashoutId: 'co_2', state: 'reversed', sequence: 3, amount: { value: '1.25', currency: 'EUR' } },
      ],
    });
  });

  it('Given the ledger is away, then the money is shown and nobody by name', async () => {
    const away = { loadMany: () => Promise.reject(new Error('away')) };
    const { players } = await walletView({ wallet: told, bets: away, currencies });
    expect(players).toEqual([{ playerId: null, balances: { EUR: '99.50', JPY: '500', none: '0.00000001' } }]);
  });
});
