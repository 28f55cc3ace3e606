import { toCashoutEvent } from '../contracts/events/cashout-event.ts';
import { toPayOutEvent } from '../contracts/events/pay-out-event.ts';
import { type Bet, withoutPublished } from '../domain/bet/bet.ts';
import type { Currencies } from '../domain/money/currency.ts';
import { withPutOff } from '../domain/outbox-entry.ts';
import { withoutPublishedPayOuts } from '../domain/pay-out/outbox.ts';
import type { PayOut } from '../domain/pay-out/pay-out.ts';
import type { BusEvent } from '../ports/event-bus.ts';
import type { LogFields } from '../ports/telemetry.ts';
import type { ItemRef } from '../ports/work-list.ts';
import { type ChangeNeeds, changeBet } from './change-bet.ts';
import { type ChangePayOutNeeds, changePayOut } from './change-pay-out.ts';

/** An event that is decided and durable, and not yet published. */
export interface Unpublished {
  readonly type: string;
  /** Since when: epoch milliseconds. */
  readonly at: number;
  /** Not before this (epoch ms): it could not be made into an event the last time. */
  readonly retryAt?: number;
  /** Throws where it cannot be made into an event. */
  readonly render: () => BusEvent;
}

/** An item of the ledger with an outbox. */
export interface OutboxItem {
  readonly ref: ItemRef;
  /** Oldest first. */
  readonly outbox: readonly Unpublished[];
  /** Takes those that the bus has from the outbox as it is by now, by a conditional write. */
  readonly takeOut: (published: ReadonlySet<Unpublished>) => Promise<void>;
  /** Lets nobody look at these before then (epoch ms), by a conditional write. */
  readonly putOff: (entries: ReadonlySet<Unpublished>, retryAt: number) => Promise<void>;
  /** Names it in the log. */
  readonly facts: LogFields;
}

export interface OutboxNeeds extends ChangeNeeds, ChangePayOutNeeds {
  readonly currencies: Currencies;
}

export function betOutbox(needs: OutboxNeeds, bet: Bet): OutboxItem {
  const { provider, betId } = bet;
  const { outbox, those } = unpublished(bet.outbox, (entry) => toCashoutEvent(bet, entry, needs.currencies));
  return {
    ref: { type: 'bet', provider, betId },
    outbox,
    facts: { provider, betId },
    async takeOut(published) {
      const gone = those(published);
      await changeBet(needs, bet, (current) => ({ bet: withoutPublished(current, gone), result: null }));
    },
    async putOff(entries, retryAt) {
      const late = those(entries);
      await changeBet(needs, bet, (current) => {
        const next = withPutOff(current.outbox, late, retryAt);
        return { bet: next === current.outbox ? current : { ...current, outbox: next }, result: null };
      });
    },
  };
}

export function payOutOutbox(needs: OutboxNeeds, payOut: PayOut): OutboxItem {
  const { betcoreBetId } = payOut;
  const { outbox, those } = unpublished(payOut.outbox, (entry) =>
    toPayOutEvent(payOut, entry, needs.currencies),
  );
  return {
    ref: { type: 'pay-out', betcoreBetId },
    outbox,
    facts: { provider: 'betcore', betcoreBetId },
    async takeOut(published) {
      const gone = those(published);
      await changePayOut(needs, payOut, (current) => ({
        payOut: withoutPublishedPayOuts(current, gone),
        result: null,
      }));
    },
    async putOff(entries, retryAt) {
      const late = those(entries);
      await changePayOut(needs, payOut, (current) => {
        const next = withPutOff(current.outbox, late, retryAt);
        return { payOut: next === current.outbox ? current : { ...current, outbox: next }, result: null };
      });
    },
  };
}

interface Entry {
  readonly type: string;
  readonly at: number;
  readonly retryAt?: number;
}

/** The entries as they are to be published, and which of them some of these were. */
function unpublished<E extends Entry>(entries: readonly E[], toEvent: (entry: E) => BusEvent) {
  const outbox = entries.map((entry) => ({
    type: entry.type,
    at: entry.at,
    ...(entry.retryAt === undefined ? {} : { retryAt: entry.retryAt }),
    render: () => toEvent(entry),
  }));
  const those = (published: ReadonlySet<Unpublished>): readonly E[] =>
    entries.filter((_, position) => {
      const one = outbox[position];
      return one !== undefined && published.has(one);
    });
  return { outbox, those };
}
