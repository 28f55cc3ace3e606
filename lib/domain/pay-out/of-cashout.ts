import type { BetRef } from '../bet/bet.ts';
import type { Cashout } from '../cashout/cashout.ts';
import { type PayOut, type PayOutStatus, sameOwner } from './pay-out.ts';

/** What has become of a cashout's pay-out, as its caller is told. */
export interface PayOutOfCashout {
  readonly status: PayOutStatus;
  readonly transactionId: string | null;
}

/**
 * The pay-out of a cashout that has one, seen from the cashout. `payOut` is its item; null where it was not read. The
 * item follows the events of the cashout: as long as it only waits for one, the cashout itself says what that will be.
 * A cashout that waits for another to free its BETCORE bet is `due`; `rejected` once that one was paid, `paid` when a
 * person has paid it by hand, and `cancelled` where the bet has nothing to pay for it any more.
 */
export function payOutOfCashout(
  { provider, betId }: BetRef,
  cashout: Cashout,
  payOut: PayOut | null,
): PayOutOfCashout {
  const owner = { provider, betId, cashoutId: cashout.cashoutId };
  const awaited = { status: awaitedOf(cashout), transactionId: null };
  if (payOut === null) return awaited;
  const { asked, status, transactionId, waiting, over } = payOut;
  if (asked !== null && sameOwner(asked.owner, owner)) {
    return status === null || status === 'reserved' || status === 'released'
      ? awaited
      : { status, transactionId };
  }
  const turn = waiting.find((one) => sameOwner(one.owner, owner));
  if (turn !== undefined) {
    const { refusedAt, paidByHandAt } = turn;
    if (paidByHandAt !== null) return { status: 'paid', transactionId: turn.transactionId };
    return { status: refusedAt === null ? 'due' : 'rejected', transactionId: null };
  }
  const isOver = over.some((one) => sameOwner(one, owner));
  return isOver ? { status: 'cancelled', transactionId: null } : awaited;
}

/** Where its item stands once all events of the cashout have reached it, and before BETCORE is asked. */
function awaitedOf({ status }: Cashout): PayOutStatus {
  switch (status) {
    case 'held':
    case 'pending':
    case 'unknown':
      return 'reserved';
    case 'accepted':
      return 'due';
    case 'declined':
      return 'released';
    case 'reversed':
      return 'cancelled';
  }
}
