import { assert } from '../../domain/assert.ts';
import { type Bet, findCashout, type OutboxEntry } from '../../domain/bet/bet.ts';
import { eventIdFor } from '../../domain/cashout/ids.ts';
import type { Currencies } from '../../domain/money/currency.ts';
import { toWireMoney } from '../../domain/money/money.ts';
import { toCashoutSummary, toWireTime } from '../http/resources.ts';

/** The source of every event of ours on the bus. */
export const eventSource = 'cashout-hub';

/**
 * The event an outbox entry stands for: the cashout as it was when the entry was written, so that a reversal
 * right after does not change what CashoutSettled says. Publishing it twice gives the same event, id included.
 */
export function toCashoutEvent(bet: Bet, entry: OutboxEntry, currencies: Currencies) {
  const cashout = findCashout(bet, entry.cashoutId);
  assert(cashout !== undefined, 'an outbox entry names a cashout of its bet');
  const asItWas = {
    ...cashout,
    status: entry.status,
    decidedBy: entry.decidedBy,
    settled: entry.settled,
    reason: entry.reason,
    updatedAt: entry.at,
  };
  const conflict =
    entry.conflictingAmount === undefined
      ? {}
      : { conflictingAmount: toWireMoney(entry.conflictingAmount, currencies) };
  const foreign = entry.foreignParams === undefined ? {} : { foreignParams: entry.foreignParams };
  return {
    type: entry.type,
    at: entry.at,
    detail: {
      metadata: {
        id: eventIdFor(bet, entry.sequence, entry.index),
        version: 1,
        sequence: entry.sequence,
        occurredAt: toWireTime(entry.at),
        correlationId: cashout.correlationId,
        causationId: entry.causationId,
        client: cashout.client,
      },
      data: { ...toCashoutSummary(bet, asItWas, currencies), ...conflict, ...foreign },
    },
  };
}
