import { leaseEndOf, unknownSince } from '../cashout/cashout.ts';
import { sweptAt } from '../outbox-entry.ts';
import { archiveDueAt } from './archive.ts';
import type { Bet } from './bet.ts';
import { askAt } from './inquiry.ts';

/** An outcome nobody could settle for this long is put before a person. */
export const escalateAfterMs = 15 * 60_000;

/** The earliest instant (epoch ms) at which this bet needs work nobody else is doing; null when it needs none. */
export function neededAt(bet: Bet): number | null {
  const instants: number[] = [];
  for (const entry of bet.outbox) instants.push(sweptAt(entry));
  for (const cashout of bet.cashouts) {
    if (cashout.status === 'pending') instants.push(leaseEndOf(cashout));
    if (cashout.status === 'unknown' && cashout.escalatedAt === null) {
      instants.push(unknownSince(cashout) + escalateAfterMs);
    }
    const ask = askAt(bet, cashout);
    if (ask !== null) instants.push(ask);
  }
  const archive = archiveDueAt(bet);
  if (archive !== null) instants.push(archive);
  return instants.length === 0 ? null : Math.min(...instants);
}

/**
 * What to store as `dueAt`. Moving it costs two index writes, so a stored instant that still lies ahead and
 * is not too late stays as it is: waking early only costs one look.
 */
export function nextDueAt(bet: Bet, now: number): number | null {
  const needed = neededAt(bet);
  if (needed === null) return null;
  return bet.dueAt !== null && bet.dueAt > now && bet.dueAt <= needed ? bet.dueAt : needed;
}
