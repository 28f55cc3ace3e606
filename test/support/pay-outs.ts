import {
  type AskedPayOut,
  blankPayOut,
  type CashoutOwner,
  type PayOut,
  type PayOutStatus,
  type Waiting,
} from '../../lib/domain/pay-out/pay-out.ts';
import { eur, noon } from './builders.ts';

export const payOutBetId = '4178696881';

export function anOwner(name: string): CashoutOwner {
  return { provider: 'databet', betId: `bet-of-${name}`, cashoutId: name };
}

/** What a settled cashout asks for: 55.25 of a stake of 5. */
export function asked(name: string, given: Partial<AskedPayOut> = {}): AskedPayOut {
  return {
    owner: name === 'native' ? 'native' : anOwner(name),
    sessionId: `session-of-${name}`,
    amount: eur('55.25'),
    stake: eur('5'),
    winOdd: null,
    client: 'shop',
    correlationId: `corr-${name}`,
    ...given,
  };
}

/** A settled one that finds the bet taken. */
export function aWaiting(name: string, given: Partial<Waiting> = {}): Waiting {
  return {
    ...asked(name),
    refusedAt: null,
    paidByHandAt: null,
    transactionId: null,
    reversed: false,
    ...given,
  };
}

/** A pay-out of `co_a` as it stands in `status` since noon, its history as short as possible. */
export function aPayOut(status: PayOutStatus, given: Partial<PayOut> = {}): PayOut {
  const waits = status === 'due' || status === 'paying' || status === 'undetermined';
  return {
    ...blankPayOut(payOutBetId),
    version: 1,
    status,
    asked: asked('co_a', status === 'reserved' ? { amount: null } : {}),
    mayHaveLanded: status === 'undetermined' || status === 'paid',
    attempts: status === 'paying' || status === 'undetermined' ? 1 : 0,
    leaseUntil: status === 'paying' ? noon + 60_000 : null,
    retryAt: status === 'undetermined' ? noon + 60_000 : null,
    checkAt: status === 'reserved' ? noon + 120_000 : null,
    dueSince: waits ? noon : null,
    unresolvedSince: status === 'rejected' ? noon : null,
    transactionId: status === 'paid' ? '389' : null,
    history: [{ at: noon, command: 'cashout-settled', from: null, to: status }],
    ...given,
  };
}
