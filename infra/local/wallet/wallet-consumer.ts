import * as z from 'zod/mini';
import type { HubEventType } from '../../../lib/contracts/events/event-schemas.ts';
import type { Currency } from '../../../lib/domain/money/currency.ts';
import { parseDecimal } from '../../../lib/domain/money/decimal.ts';
import type { Money } from '../../../lib/domain/money/money.ts';
import { isProvider, type Provider } from '../../../lib/domain/provider.ts';
import type { QueueHandler } from '../../../lib/runtime/operation.ts';
import {
  type QueueDependencies,
  queueOperation,
  type ReceivedEvent,
} from '../../../lib/runtime/queue-operation.ts';
import type { Wallet, WalletEntry } from './wallet.ts';
import type { WalletJournal } from './wallet-journal.ts';

/** Its place among the consumers; nothing of it is deployed. */
export const walletConsumer = {
  name: 'wallet',
  events: ['CashoutSettled', 'CashoutReversed'] satisfies readonly HubEventType[],
  batchSize: 10,
  maxReceives: 120,
  visibilityMs: 60_000,
} as const;

export interface WalletNeeds extends QueueDependencies {
  readonly wallet: Wallet;
  readonly journal: Pick<WalletJournal, 'append'>;
}

const operation = queueOperation<WalletNeeds>(walletConsumer.name, ({ wallet, journal }) => async (event) => {
  // BETCORE puts it into the player's balance: here it would be credited a second time.
  if ((event.data['payOut'] ?? null) !== null) return 'done';
  const entry = toEntry(event);
  // Kept before it counts, and before the queue is told that it is done; kept twice it counts once.
  journal.append(entry);
  wallet.apply(entry);
  return 'done';
});

/**
 * A wallet given the events of the hub as any consumer is. It adds up what players got, but for what BETCORE pays; one
 * that really pays also leaves out what GR8 and, for cashouts made elsewhere, the provider pays.
 */
export function walletHandler(needs: WalletNeeds): QueueHandler {
  return operation.bind(needs);
}

const dataSchema = z.object({
  provider: z.string().check(z.refine(isProvider)),
  betId: z.string(),
  cashoutId: z.string(),
  settled: z.object({ value: z.string(), currency: z.nullable(z.string()) }),
});

function toEntry({ type, metadata, data }: ReceivedEvent): WalletEntry {
  const { provider, settled, ...cashout } = dataSchema.parse(data);
  return {
    ...cashout,
    provider: provider as Provider,
    sequence: metadata.sequence,
    state: type === 'CashoutReversed' ? 'reversed' : 'settled',
    amount: toMoney(settled),
  };
}

function toMoney({ value, currency }: z.output<typeof dataSchema>['settled']): Money {
  const amount = parseDecimal(value);
  if (amount === undefined) throw new Error('an amount is no decimal');
  return { value: amount, currency: currency as Currency | null };
}
