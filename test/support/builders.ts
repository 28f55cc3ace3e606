import { applyCommand, type Bet, blankBet, type StoredRegistration } from '../../lib/domain/bet/bet.ts';
import type { Cashout, CashoutOpening, DecidedBy, Status } from '../../lib/domain/cashout/cashout.ts';
import type { Currency } from '../../lib/domain/money/currency.ts';
import { decimal } from '../../lib/domain/money/decimal.ts';
import type { Money } from '../../lib/domain/money/money.ts';
import { reason } from '../../lib/domain/reasons.ts';

/** A fixed instant, so that failures read the same every day. */
export const noon = Date.parse('2026-03-01T12:00:00.000Z');

export function eur(value: string): Money<Currency> {
  return { value: decimal(value), currency: 'EUR' as Currency };
}

export function usd(value: string): Money<Currency> {
  return { value: decimal(value), currency: 'USD' as Currency };
}

export const gr8Ref = { provider: 'gr8', betId: '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f' } as const;

export function anOpening(given: Partial<CashoutOpening> = {}): CashoutOpening {
  return {
    cashoutId: 'co_1',
    kind: 'full',
    origin: 'operator',
    requested: eur('99'),
    stake: null,
    playerId: 'p1',
    priceChange: 'none',
    fingerprint: 'f1',
    payOut: null,
    sendBefore: noon + 10_000,
    leaseUntil: noon + 60_000,
    client: 'shop',
    correlationId: 'corr-1',
    ...given,
  };
}

/** A cashout as it stands in `status`, its history as short as possible. */
export function aCashout(status: Status, given: Partial<Cashout> = {}): Cashout {
  const by: Record<Status, DecidedBy | null> = {
    held: null,
    pending: null,
    unknown: null,
    accepted: 'provider',
    declined: 'provider',
    reversed: 'provider',
  };
  return {
    ...anOpening(),
    leaseUntil: status === 'pending' ? noon + 60_000 : null,
    status,
    decidedBy: by[status],
    settled: status === 'accepted' || status === 'reversed' ? eur('99') : null,
    reason: status === 'declined' ? reason('provider-rejected') : null,
    createdAt: noon,
    updatedAt: noon,
    escalatedAt: null,
    inquiry: null,
    noted: null,
    history: [{ at: noon, from: null, to: status, decidedBy: by[status] }],
    ...given,
  };
}

export function aBet(given: Partial<Bet> = {}): Bet {
  return { ...blankBet(gr8Ref), version: 1, ...given };
}

/** Made a minute before the cashouts of these builders. */
export function aRegistration(given: Partial<StoredRegistration> = {}): StoredRegistration {
  return {
    playerId: 'p1',
    stake: eur('100'),
    live: false,
    freeBet: false,
    payOut: null,
    registeredAt: noon - 60_000,
    ...given,
  };
}

/** A bet with one pending cashout, made by the domain itself. */
export function aBetWithPending(opening: Partial<CashoutOpening> = {}): Bet {
  const full = anOpening(opening);
  return applyCommand(aBet(), full.cashoutId, { name: 'request', at: noon, opening: full }, 'cause-1').bet;
}
