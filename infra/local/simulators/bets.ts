import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../../../lib/ports/clock.ts';

export type BetStatus = 'open' | 'suspended' | 'cashed-out';

export interface CashoutTruth {
  /** What the provider paid, as a decimal string. */
  readonly amount: string;
  /** ISO instant on the shared clock. */
  readonly at: string;
}

/** A bet as its provider holds it. Amounts that were seeded keep the spelling they were seeded with. */
export interface SimulatedBet {
  readonly betId: string;
  /** Without one the bet belongs to whoever asks. */
  readonly playerId?: string;
  /** What is left of it after partial cashouts. */
  readonly stake: string;
  readonly currency: string;
  /** What a full cashout pays now. */
  readonly cashoutValue: string;
  readonly status: BetStatus;
  /** Paid per unit of stake by a partial cashout; without one the bet takes none. */
  readonly partialRatio?: string;
  /** What a full cashout pays by margin version, where that is another amount. */
  readonly margins?: Readonly<Record<string, string>>;
  /** Whether a feed of its provider tells its amount; it does unless this is false. */
  readonly feedAmount?: boolean;
  /** Every money effect there ever was, oldest first. */
  readonly cashouts: readonly CashoutTruth[];
}

export type NewBet = Omit<SimulatedBet, 'cashouts'>;

export interface BetChanges {
  readonly stake?: string;
  readonly cashoutValue?: string;
  readonly status?: BetStatus;
  /** Null takes the ratio away. */
  readonly partialRatio?: string | null;
  /** All of them anew; null takes them away. */
  readonly margins?: Readonly<Record<string, string>> | null;
  readonly feedAmount?: boolean;
}

/** The bets of one provider: its truth, whatever its answers said. */
export interface BetBook {
  /** The key form of a bet id, or undefined when this provider has no such ids. */
  canonicalBetId(text: string): string | undefined;
  /** How its bet ids look, for people. */
  readonly betIdHint: string;
  /** The same bet again changes nothing; another under its id is not taken. */
  seed(bet: NewBet): { readonly result: 'seeded' | 'already-there' | 'id-taken'; readonly bet: SimulatedBet };
  find(betId: string): SimulatedBet | undefined;
  change(bet: SimulatedBet, changes: BetChanges): SimulatedBet;
  /** Pays `amount` out of the bet and leaves it as `left` says, in one step. */
  cashOut(bet: SimulatedBet, amount: string, left: BetChanges): void;
}

export interface BetBookOptions {
  readonly clock: Clock;
  readonly canonicalBetId: (text: string) => string | undefined;
  readonly betIdHint: string;
  /** Told of every bet that is new or has been changed, as it then is. */
  readonly onChange?: (bet: SimulatedBet) => void;
}

export function betBook({ clock, canonicalBetId, betIdHint, onChange }: BetBookOptions): BetBook {
  const bets = new Map<string, SimulatedBet>();

  function put(bet: SimulatedBet): SimulatedBet {
    bets.set(bet.betId, bet);
    onChange?.(bet);
    return bet;
  }

  return {
    canonicalBetId,
    betIdHint,
    seed(bet) {
      const present = bets.get(bet.betId);
      if (present === undefined) return { result: 'seeded', bet: put({ ...bet, cashouts: [] }) };
      return { result: sameBet(present, bet) ? 'already-there' : 'id-taken', bet: present };
    },
    find: (betId) => bets.get(betId),
    change: (bet, changes) => put(changed(bet, changes)),
    cashOut(bet, amount, left) {
      const cashouts = [...bet.cashouts, { amount, at: new Date(clock.now()).toISOString() }];
      put({ ...changed(bet, left), cashouts });
    },
  };
}

function changed(bet: SimulatedBet, changes: BetChanges): SimulatedBet {
  const { partialRatio = bet.partialRatio, margins = bet.margins, ...others } = changes;
  const { partialRatio: _ratio, margins: _margins, ...rest } = bet;
  return {
    ...rest,
    ...others,
    ...(partialRatio === undefined || partialRatio === null ? {} : { partialRatio }),
    ...(margins === undefined || margins === null ? {} : { margins }),
  };
}

function sameBet({ cashouts, ...present }: SimulatedBet, bet: NewBet): boolean {
  return cashouts.length === 0 && isDeepStrictEqual(present, bet);
}
