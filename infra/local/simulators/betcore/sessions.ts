import { type JsonValue, NumberLiteral } from '../../../../lib/contracts/json-text.ts';
import { add, type Decimal, decimal } from '../../../../lib/domain/money/decimal.ts';

/** A pay-out as it was received, its numbers in the spelling they came in. */
export interface ReceivedPayOut {
  readonly betId: string;
  readonly winAmount: NumberLiteral;
  readonly winOdd: NumberLiteral | null;
}

export interface Session {
  readonly balance: Decimal;
  /** What was paid, oldest first. */
  readonly payOuts: readonly ReceivedPayOut[];
}

export interface Sessions {
  /** A session is there, with money in it, when somebody first asks for it. */
  of(sessionId: string): Session;
  isPaid(betId: string): boolean;
  /** Pays a bet that is not paid yet; answers the transaction's id. */
  pay(sessionId: string, amount: Decimal, payOut: ReceivedPayOut): string;
}

/** BETCORE begins a session before its games are played, in the player's currency: here all have this one. */
export const sessionCurrency = 'EUR';

const firstBalance = decimal('1000');

export function newSessions(): Sessions {
  const changed = new Map<string, Session>();
  // The bet's id is the anchor, whichever session names it.
  const paid = new Set<string>();
  const of = (sessionId: string): Session => changed.get(sessionId) ?? { balance: firstBalance, payOuts: [] };

  return {
    of,
    isPaid: (betId) => paid.has(betId),
    pay(sessionId, amount, payOut) {
      const { balance, payOuts } = of(sessionId);
      changed.set(sessionId, { balance: add(balance, amount), payOuts: [...payOuts, payOut] });
      paid.add(payOut.betId);
      return String(paid.size);
    },
  };
}

/** What the control API shows of a session. */
export function shown({ balance, payOuts }: Session): JsonValue {
  return { balance: new NumberLiteral(balance), payOuts: payOuts.map((payOut) => ({ ...payOut })) };
}
