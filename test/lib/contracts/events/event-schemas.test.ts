import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toCashoutEvent } from '../../../../lib/contracts/events/cashout-event.ts';
import { detailSchemaOf } from '../../../../lib/contracts/events/event-schemas.ts';
import type { Bet, OutboxEntry } from '../../../../lib/domain/bet/bet.ts';
import { eventTypes } from '../../../../lib/domain/cashout/transitions.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import { anyMoney, anyNewBet } from '../../../support/arbitraries.ts';

/** What the transition table lets each event say. */
const statusOf = {
  CashoutSettled: 'accepted',
  CashoutDeclined: 'declined',
  CashoutUnknown: 'unknown',
  CashoutUnresolved: 'unknown',
  CashoutReversed: 'reversed',
  CashoutConflict: 'accepted',
} as const;

const anyEvent = fc
  .record({
    bet: anyNewBet,
    type: fc.constantFrom(...eventTypes),
    paid: anyMoney,
    conflicting: fc.option(anyMoney),
  })
  .filter(({ bet }) => bet.cashouts.length > 0)
  .map(({ bet, type, paid, conflicting }) => {
    const [cashout] = bet.cashouts;
    const status = statusOf[type];
    const entry: OutboxEntry = {
      type,
      cashoutId: cashout?.cashoutId ?? '',
      sequence: 4,
      index: 0,
      at: 1_700_000_000_000,
      status,
      decidedBy: 'provider',
      settled: status === 'accepted' || status === 'reversed' ? paid : null,
      reason: null,
      causationId: 'c-1',
      ...(conflicting === null ? {} : { foreignParams: { player_id: 'p1' } }),
      ...(conflicting === null || type !== 'CashoutConflict' ? {} : { conflictingAmount: conflicting }),
    };
    return { bet: bet as Bet, entry };
  });

describe('schemas of events', () => {
  it('Given any cashout, when an event of it is made, then it is what its schema promises', () => {
    fc.assert(
      fc.property(anyEvent, ({ bet, entry }) => {
        const { detail } = toCashoutEvent(bet, entry, knownCurrencies());
        const parsed = detailSchemaOf(entry.type).safeParse(JSON.parse(JSON.stringify(detail)));
        expect(parsed.error?.issues ?? []).toEqual([]);
        // Nothing is said that consumers are not told of.
        expect(parsed.data).toEqual(JSON.parse(JSON.stringify(detail)));
      }),
    );
  });
});
