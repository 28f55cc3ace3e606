import { createHash } from 'node:crypto';
import type { BetRef } from '../bet/bet.ts';
import type { Money } from '../money/money.ts';
import type { Ticket } from '../pricing/ticket.ts';
import type { CashoutPayOut, Kind, PriceChange } from './cashout.ts';

/** `co_` and 128 bits: the same provider, bet and idempotency key always name the same cashout. */
export function cashoutIdFor(ref: BetRef, idempotencyKey: string): string {
  return `co_${digest(['request', ref.provider, ref.betId, idempotencyKey])}`;
}

/** A cashout made past the hub: at most one per bet, in a domain of its own that no key can reach. */
export function externalCashoutId(ref: BetRef): string {
  return `co_${digest(['external', ref.provider, ref.betId])}`;
}

/**
 * Everything a caller asks for that must be the same when it repeats itself. Currencies are left out: the same
 * amount comes bare on a provider's own path, and of a bet registered in between it has one afterwards.
 */
export interface Fingerprinted {
  readonly kind: Kind;
  readonly playerId: string | null;
  readonly requested: Money;
  readonly stake: Money | null;
  readonly priceChange: PriceChange | null;
  readonly margin: string | null;
  readonly by: { readonly actor: string; readonly note: string } | null;
  readonly ticket?: Ticket | undefined;
  readonly payOut?: CashoutPayOut | null;
}

/** Tells a repeat from another request under the same key, by what was asked and not by how it was spelled. */
export function fingerprintOf(asked: Fingerprinted): string {
  const { kind, playerId, requested, stake, priceChange, margin, by, ticket, payOut = null } = asked;
  return digest([
    'fingerprint',
    kind,
    playerId,
    requested.value,
    stake?.value ?? null,
    priceChange,
    margin,
    by?.actor ?? null,
    by?.note ?? null,
    // Nothing is added for requests without one: those made before there were any keep their fingerprint.
    ...(ticket === undefined ? [] : [JSON.stringify(ticket)]),
    ...(payOut === null
      ? []
      : ['pay-out', payOut.sessionId, payOut.betcoreBetId, payOut.stake?.value ?? null]),
  ]);
}

/** The same event always carries the same id, however often it is published. */
export function eventIdFor(ref: BetRef, sequence: number, index: number): string {
  return `ev_${digest(['event', ref.provider, ref.betId, String(sequence), String(index)])}`;
}

/** JSON keeps the parts apart: no two lists of parts give the same text. */
export function digest(parts: readonly (string | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}
