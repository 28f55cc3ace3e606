import { applyCommand, type Bet, type BetRef, blankBet } from '../../lib/domain/bet/bet.ts';
import type { Currency } from '../../lib/domain/money/currency.ts';
import { decimal } from '../../lib/domain/money/decimal.ts';
import type { Money } from '../../lib/domain/money/money.ts';

/** A day in 2026, in epoch milliseconds. */
export const noon = Date.UTC(2026, 9, 18, 12);

export const leaseMs = 60_000;

export function euros(value: string): Money {
  return { value: decimal(value), currency: 'EUR' as Currency };
}

/** The bet with its owner, as long as real ones are. */
export function registered(ref: BetRef): Bet {
  return {
    ...blankBet(ref),
    registration: {
      playerId: '7d0f1c5e-4e0b-4c55-a4c1-5c1c0a0f3d21',
      stake: euros('100'),
      live: true,
      freeBet: false,
      payOut: null,
      registeredAt: noon - 60_000,
    },
  };
}

/** The bet with a full cashout asked for at `at` and awaited for a minute. */
export function withPending(bet: Bet, at: number, cashoutId = 'co_5b0f7c2a9d4e4f0b8f6a1c3d7e9b2a40'): Bet {
  const opening = {
    cashoutId,
    kind: 'full',
    origin: 'operator',
    requested: euros('92.57'),
    stake: null,
    playerId: bet.registration?.playerId ?? 'p1',
    priceChange: 'rise',
    fingerprint: '9f86d081884c7d659a2feaa0c55ad015',
    payOut: null,
    sendBefore: at + 10_000,
    leaseUntil: at + leaseMs,
    client: '3n4b5urk1ft4fl3mg5e62d9ado',
    correlationId: 'b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11',
  } as const;
  const cause = 'b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11';
  return applyCommand(bet, cashoutId, { name: 'request', at, opening }, cause).bet;
}

/** The same cashout once the provider took it: an event waits in the outbox. */
export function withAccepted(bet: Bet, at: number, cashoutId = 'co_5b0f7c2a9d4e4f0b8f6a1c3d7e9b2a40'): Bet {
  const command = { name: 'provider-accepted', at, amount: euros('92.57'), evidence: '200 Success' } as const;
  return applyCommand(bet, cashoutId, command, 'b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11').bet;
}
