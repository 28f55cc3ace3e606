import { sweptAt } from '../outbox-entry.ts';
import type { PayOut, PayOutStatus } from './pay-out.ts';

/** BETCORE has 20 s to answer at most, and clocks may differ by 30 s either way. */
export const payOutLeaseMs = 60_000;

/** A request writes its bet within 25 s of the reservation; past this it has died in between. */
export const orphanAfterMs = 2 * 60_000;

/** A cashout that is not decided by then has a person waiting for it; an event that was lost is made good. */
export const recheckAfterMs = 60 * 60_000;

/** An outcome BETCORE could not tell is asked for again after this, each time twice as late … */
export const firstRetryMs = 60_000;

/** … up to this, for as long as it takes: every repeat carries the same bet id and cannot pay twice. */
export const maxRetryMs = 60 * 60_000;

/** By then an outage that ends by itself has ended: somebody must look at it. */
export const overdueAfterMs = 3 * 24 * 3_600_000;

type Times = Pick<PayOut, 'leaseUntil' | 'retryAt' | 'checkAt' | 'dueSince' | 'overdueAt' | 'attempts'>;

export const noTimes = { leaseUntil: null, retryAt: null, checkAt: null } as const;

/** The instants of a pay-out that moves to this status now. */
export function timesAfter(payOut: PayOut, to: PayOutStatus, at: number): Times {
  const { attempts, dueSince, overdueAt } = payOut;
  const waits = { ...noTimes, attempts, dueSince, overdueAt };
  switch (to) {
    case 'reserved':
      return { ...ended, checkAt: at + orphanAfterMs };
    case 'due':
      return { ...ended, dueSince: at };
    case 'paying':
      return { ...waits, attempts: attempts + 1, leaseUntil: at + payOutLeaseMs };
    case 'undetermined':
      return { ...waits, retryAt: at + retryPauseMs(attempts) };
    default:
      return { ...ended, attempts };
  }
}

const ended: Times = { ...noTimes, attempts: 0, dueSince: null, overdueAt: null };

/** How long to wait after that many attempts: 1, 2, 4 … minutes, an hour at most. */
export function retryPauseMs(attempts: number): number {
  return Math.min(firstRetryMs * 2 ** Math.max(0, attempts - 1), maxRetryMs);
}

/** From when (epoch ms) on BETCORE may be asked to pay it; null where it must not be. */
export function claimableAt({ status, dueSince, retryAt, leaseUntil }: PayOut): number | null {
  if (status === 'due') return dueSince;
  if (status === 'undetermined') return retryAt;
  return status === 'paying' ? leaseUntil : null;
}

/** The earliest instant (epoch ms) at which this item needs work nobody else is doing; null when it needs none. */
export function payOutNeededAt(payOut: PayOut): number | null {
  const instants = payOut.outbox.map(sweptAt);
  const claimable = claimableAt(payOut);
  if (claimable !== null) instants.push(claimable);
  if (payOut.checkAt !== null) instants.push(payOut.checkAt);
  const overdue = overdueDueAt(payOut);
  if (overdue !== null) instants.push(overdue);
  return instants.length === 0 ? null : Math.min(...instants);
}

/** When it is to be told that this takes too long (epoch ms); null where it was told or does not wait for BETCORE. */
export function overdueDueAt({ dueSince, overdueAt }: PayOut): number | null {
  return dueSince === null || overdueAt !== null ? null : dueSince + overdueAfterMs;
}

/** What to store as `dueAt`: as with bets, a stored instant that still lies ahead and is not too late stays. */
export function nextPayOutDueAt(payOut: PayOut, now: number): number | null {
  const needed = payOutNeededAt(payOut);
  if (needed === null) return null;
  return payOut.dueAt !== null && payOut.dueAt > now && payOut.dueAt <= needed ? payOut.dueAt : needed;
}
