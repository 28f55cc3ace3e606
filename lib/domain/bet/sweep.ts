import { leaseEndOf, unknownSince } from '../cashout/cashout.ts';
import { applyCommand, type Bet } from './bet.ts';
import { escalateAfterMs } from './due.ts';

/**
 * What time alone decides: a pending whose sender never came back is unknown, and an unknown nobody settled
 * within 15 minutes is put before a person. The same object comes back when there is nothing to do.
 */
export function sweepBet(bet: Bet, now: number, causationId: string): Bet {
  let swept = bet;
  for (const cashout of bet.cashouts) {
    if (cashout.status === 'pending' && leaseEndOf(cashout) <= now) {
      const evidence = 'no answer was recorded before the lease ended';
      swept = applyCommand(
        swept,
        cashout.cashoutId,
        { name: 'lease-over', at: now, evidence },
        causationId,
      ).bet;
    }
  }
  for (const cashout of bet.cashouts) {
    if (cashout.status !== 'unknown' || cashout.escalatedAt !== null) continue;
    if (unknownSince(cashout) + escalateAfterMs > now) continue;
    swept = applyCommand(swept, cashout.cashoutId, { name: 'deadline-passed', at: now }, causationId).bet;
  }
  return swept;
}
