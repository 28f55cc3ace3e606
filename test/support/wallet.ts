import { add, type Decimal, decimal, subtract, zero } from '../../lib/domain/money/decimal.ts';
import type { WireMoney } from '../../lib/domain/money/money.ts';
import type { BusEvent } from '../../lib/ports/event-bus.ts';

/** A player's money: what can be played with, and what is held as stake of open bets. */
export interface Balance {
  readonly available: Decimal;
  readonly held: Decimal;
}

/**
 * What a wallet that knows nothing but the events makes of them: a settled cashout frees its stake and credits its
 * refund, a reversed one takes both back. Duplicates count once, and the order they came in does not matter. There is
 * no floor.
 */
export function balanceAfter(start: Balance, events: readonly BusEvent[]): Balance {
  const once = new Map(events.map((event) => [event.detail.metadata.id, event]));
  let { available, held } = start;
  for (const { type, detail } of [...once.values()].sort(bySequence)) {
    const { settled, stake } = detail.data as Amounts;
    const refund = settled === null ? zero : decimal(settled.value);
    const freed = stake === null ? zero : decimal(stake.value);
    if (type === 'CashoutSettled') {
      available = add(available, refund);
      held = subtract(held, freed);
    }
    if (type === 'CashoutReversed') {
      available = subtract(available, refund);
      held = add(held, freed);
    }
  }
  return { available, held };
}

interface Amounts {
  readonly settled: WireMoney | null;
  readonly stake: WireMoney | null;
}

function bySequence(one: BusEvent, other: BusEvent): number {
  return Number(one.detail.metadata['sequence']) - Number(other.detail.metadata['sequence']);
}
