import type { BetRef } from '../bet/bet.ts';
import type { Cashout } from '../cashout/cashout.ts';
import type { PayOutCommand } from './decide.ts';
import type { AskedPayOut } from './pay-out.ts';

/**
 * What the state of a cashout means for its pay-out, whichever event of it is told first; null while it is not decided.
 * `at` in epoch ms. The cashout must ask for a pay-out.
 */
export function commandOfCashout(ref: BetRef, cashout: Cashout, at: number): PayOutCommand | null {
  const asked = askedBy(ref, cashout);
  if (asked === null) return null;
  switch (cashout.status) {
    case 'accepted':
      return { name: 'cashout-settled', at, asked };
    case 'reversed':
      return { name: 'cashout-reversed', at, asked };
    case 'declined':
      return { name: 'cashout-declined', at, owner: asked.owner };
    case 'held':
    case 'pending':
    case 'unknown':
      return null;
  }
}

/** What a cashout asks to have paid out; null where its money reaches the player some other way. */
export function askedBy({ provider, betId }: BetRef, cashout: Cashout): AskedPayOut | null {
  const { cashoutId, payOut, settled, stake, client, correlationId } = cashout;
  if (payOut === null) return null;
  return {
    owner: { provider, betId, cashoutId },
    sessionId: payOut.sessionId,
    amount: settled,
    stake: payOut.stake ?? stake,
    winOdd: null,
    client,
    correlationId,
  };
}
