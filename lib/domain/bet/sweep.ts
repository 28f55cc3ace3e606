import { capabilities } from '../capabilities.ts';
import { leaseEndOf, unknownSince } from '../cashout/cashout.ts';
import type { Command } from '../cashout/decide.ts';
import { endPending } from '../cashout/feed-evidence.ts';
import { reason } from '../reasons.ts';
import { applyCommand, type Bet } from './bet.ts';
import { escalateAfterMs } from './due.ts';

/**
 * What time alone decides: a pending whose sender never came back is unknown, or declined where nothing ever leaves
 * the hub, and an unknown nobody settled within 15 minutes is put before a person. The same object comes back when there is nothing to do.
 */
export function sweepBet(bet: Bet, now: number, causationId: string): Bet {
  let swept = bet;
  for (const cashout of bet.cashouts) {
    if (cashout.status === 'pending' && leaseEndOf(cashout) <= now) {
      swept = endPending(swept, cashout.cashoutId, leaseOver(bet, now), causationId).bet;
    }
  }
  for (const cashout of bet.cashouts) {
    if (cashout.status !== 'unknown' || cashout.escalatedAt !== null) continue;
    if (unknownSince(cashout) + escalateAfterMs > now) continue;
    swept = applyCommand(swept, cashout.cashoutId, { name: 'deadline-passed', at: now }, causationId).bet;
  }
  return swept;
}

function leaseOver({ provider }: Bet, now: number): Command {
  if (capabilities[provider].decidesHere) {
    // Without its decision there was no cashout: the player may simply try again.
    const evidence = 'not decided before the lease ended';
    return { name: 'never-sent', at: now, reason: reason('provider-unreachable'), evidence };
  }
  return { name: 'lease-over', at: now, evidence: 'no answer was recorded before the lease ended' };
}
