import type { Currencies } from '../../domain/money/currency.ts';
import { toWireMoney } from '../../domain/money/money.ts';
import { payOutEventIdFor } from '../../domain/pay-out/ids.ts';
import type { PayOut, PayOutOutboxEntry } from '../../domain/pay-out/pay-out.ts';
import { toWireTime } from '../http/resources.ts';

/**
 * The event an outbox entry of a pay-out stands for: what was so when it was written, whatever has become of the pay-out
 * since. Publishing it twice gives the same event, id included.
 */
export function toPayOutEvent(
  { betcoreBetId }: Pick<PayOut, 'betcoreBetId'>,
  entry: PayOutOutboxEntry,
  currencies: Currencies,
) {
  const { type, at, owner, amount, status, transactionId } = entry;
  const { provider, betId, cashoutId } = owner === 'native' ? nobody : owner;
  return {
    type,
    at,
    detail: {
      metadata: {
        id: payOutEventIdFor(betcoreBetId, entry.sequence, entry.index),
        version: 1,
        sequence: entry.sequence,
        occurredAt: toWireTime(at),
        correlationId: entry.correlationId,
        causationId: entry.causationId,
        client: entry.client,
      },
      data: {
        provider,
        betId,
        cashoutId,
        betcoreBetId,
        amount: amount === null ? null : toWireMoney(amount, currencies),
        status,
        transactionId,
      },
    },
  };
}

/** BETCORE's own path was called: there is no cashout of ours. */
const nobody = { provider: null, betId: null, cashoutId: null };
