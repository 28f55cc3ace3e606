import type { BetRef } from '../../../lib/domain/bet/bet.ts';
import { add, type Decimal, zero } from '../../../lib/domain/money/decimal.ts';
import type { Money } from '../../../lib/domain/money/money.ts';

/** What one event says about the money of one cashout. */
export interface WalletEntry extends BetRef {
  readonly cashoutId: string;
  /** Of the bet's events: the higher one is the later. */
  readonly sequence: number;
  /** `reversed`: whatever was credited is taken back. */
  readonly state: 'settled' | 'reversed';
  readonly amount: Money;
}

/** What was credited, by currency; amounts nobody has told the currency of stand under `none`. */
export type Credited = ReadonlyMap<string, Decimal>;

export interface Wallet {
  /** Changes nothing when the entry came before, or is older than what is known. */
  apply(entry: WalletEntry): void;
  /** What is known of each cashout, in the order it was first heard of. */
  entries(): readonly WalletEntry[];
}

/**
 * The operator's money as the hub's events move it. The latest word on each cashout counts, so events may come
 * twice and in any order: a reversal that comes first keeps the settlement before it from crediting anything.
 */
export function wallet(before: readonly WalletEntry[] = []): Wallet {
  const latest = new Map<string, WalletEntry>();

  function apply(entry: WalletEntry): void {
    const key = JSON.stringify([entry.provider, entry.betId, entry.cashoutId]);
    const known = latest.get(key);
    if (known === undefined || isLater(entry, known)) latest.set(key, entry);
  }

  for (const entry of before) apply(entry);
  return { apply, entries: () => [...latest.values()] };
}

/** Of two events of one write the reversal is the later: nothing is reversed before it is settled. */
function isLater(entry: WalletEntry, known: WalletEntry): boolean {
  if (entry.sequence !== known.sequence) return entry.sequence > known.sequence;
  return entry.state === 'reversed' && known.state === 'settled';
}

/** The sum of what stands; a currency in which everything was reversed stays, with zero. */
export function creditedBy(entries: readonly WalletEntry[]): Credited {
  const sums = new Map<string, Decimal>();
  for (const { state, amount } of entries) {
    const currency = amount.currency ?? 'none';
    const moved = state === 'settled' ? amount.value : zero;
    sums.set(currency, add(sums.get(currency) ?? zero, moved));
  }
  return sums;
}
