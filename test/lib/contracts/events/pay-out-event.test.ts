import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detailSchemaOf } from '../../../../lib/contracts/events/event-schemas.ts';
import { toPayOutEvent } from '../../../../lib/contracts/events/pay-out-event.ts';
import { eventIdFor } from '../../../../lib/domain/cashout/ids.ts';
import { knownCurrencies } from '../../../../lib/domain/money/currency.ts';
import type { PayOutOutboxEntry } from '../../../../lib/domain/pay-out/pay-out.ts';
import { noon } from '../../../support/builders.ts';
import { anyNewPayOut } from '../../../support/pay-out-arbitraries.ts';
import { aPayOut, asked } from '../../../support/pay-outs.ts';

const currencies = knownCurrencies();

function anEntry(given: Partial<PayOutOutboxEntry> = {}): PayOutOutboxEntry {
  const { owner, amount } = asked('co_a');
  const about = { owner, amount, client: 'shop', correlationId: 'corr-co_a', causationId: 'ev_1' };
  const written = { sequence: 3, index: 0, at: noon, status: 'paid', transactionId: '389' } as const;
  return { type: 'PayOutCompleted', ...about, ...written, ...given };
}

describe('toPayOutEvent', () => {
  it('Given any entry of any pay-out, then its event is of the promised shape, the same each time, no member besides', () => {
    fc.assert(
      fc.property(anyNewPayOut, (payOut) => {
        for (const entry of payOut.outbox) {
          const event = toPayOutEvent(payOut, entry, currencies);
          expect(detailSchemaOf(entry.type).parse(event.detail)).toEqual(event.detail);
          expect(toPayOutEvent(payOut, entry, currencies)).toEqual(event);
        }
      }),
    );
  });

  it('Given an entry of a cashout, then its event names both, and what was so when it was written', () => {
    const later = aPayOut('cancelled', { asked: asked('co_b') });
    expect(toPayOutEvent(later, anEntry(), currencies)).toEqual({
      type: 'PayOutCompleted',
      at: noon,
      detail: {
        metadata: {
          id: expect.stringMatching(/^ev_[0-9a-f]{32}$/),
          version: 1,
          sequence: 3,
          occurredAt: '2026-03-01T12:00:00.000Z',
          correlationId: 'corr-co_a',
          causationId: 'ev_1',
          client: 'shop',
        },
        data: {
          provider: 'databet',
          betId: 'bet-of-co_a',
          cashoutId: 'co_a',
          betcoreBetId: later.betcoreBetId,
          amount: { value: '55.25', currency: 'EUR' },
          status: 'paid',
          transactionId: '389',
        },
      },
    });
  });

  it("Given a call on BETCORE's own path, then there is no cashout to name", () => {
    const { data } = toPayOutEvent(aPayOut('paid'), anEntry({ owner: 'native' }), currencies).detail;
    expect(data).toMatchObject({ provider: null, betId: null, cashoutId: null });
  });

  it('Given two places of one outbox, or a bet of that very id, then their events have ids of their own', () => {
    const payOut = aPayOut('paid');
    const idOf = (given: Partial<PayOutOutboxEntry>) =>
      toPayOutEvent(payOut, anEntry(given), currencies).detail.metadata.id;
    const ofBet = eventIdFor({ provider: 'betcore', betId: payOut.betcoreBetId }, 3, 0);
    expect(new Set([idOf({}), idOf({ index: 1 }), idOf({ sequence: 4 }), ofBet]).size).toBe(4);
  });
});
