import {
  type Cashout,
  type CashoutPayOut,
  type DecidedBy,
  isOpen,
  isUnresolved,
  type Status,
  unknownSince,
} from '../cashout/cashout.ts';
import { type Command, type Decision, decide } from '../cashout/decide.ts';
import type { EventType } from '../cashout/transitions.ts';
import { zero } from '../money/decimal.ts';
import { compareMoney, inCurrency, type Money, money, subtractMoney } from '../money/money.ts';
import type { Provider } from '../provider.ts';
import type { Reason } from '../reasons.ts';

export interface BetRef {
  readonly provider: Provider;
  /** The provider's own id, in its canonical spelling. */
  readonly betId: string;
}

/** What only the operator knows about a bet. */
export interface Registration {
  readonly playerId: string;
  /** What the bet was placed with, whatever has been cashed out of it since. */
  readonly stake: Money;
  readonly live: boolean;
  readonly freeBet: boolean;
  /** Where BETCORE pays what is cashed out; null where the money reaches the player some other way. */
  readonly payOut: RegisteredPayOut | null;
}

export type RegisteredPayOut = Pick<CashoutPayOut, 'sessionId' | 'betcoreBetId'>;

/** A registration as the hub keeps it. */
export interface StoredRegistration extends Registration {
  /** Epoch milliseconds; not before any cashout that was there already. */
  readonly registeredAt: number;
}

export interface Closure {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: string;
  readonly reason: string;
}

/**
 * An event that is decided and durable but not yet published. Thin: it keeps only what a later change of
 * the cashout could overwrite; the rest is read from the bet when it is published.
 */
export interface OutboxEntry {
  readonly type: EventType;
  readonly cashoutId: string;
  /** The item's version this entry was written with, and its place among the entries of that write. */
  readonly sequence: number;
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly status: Status;
  readonly decidedBy: DecidedBy | null;
  readonly settled: Money | null;
  readonly reason: Reason | null;
  /** Of a CashoutConflict: the amount that contradicts ours, where the evidence names one. */
  readonly conflictingAmount?: Money;
  /** What the operator has its provider repeat in callbacks (a session, an internal player id), as far as it is let through. */
  readonly foreignParams?: Readonly<Record<string, string>>;
  readonly causationId: string;
  /** Not before this (epoch ms): it could not be made into an event the last time. */
  readonly retryAt?: number;
}

/**
 * One bet with all its cashouts and unpublished events: the boundary of every decision and of every write.
 * A bet nobody has seen yet is the same shape with version 0.
 */
export interface Bet extends BetRef {
  /** The stored version this state was read at; a save moves it one up. */
  readonly version: number;
  readonly registration: StoredRegistration | null;
  readonly closed: Closure | null;
  /** Oldest first; without those that were archived. */
  readonly cashouts: readonly Cashout[];
  /** How many archives hold cashouts that were here once (see archive.ts). */
  readonly archives: number;
  readonly outbox: readonly OutboxEntry[];
  /** When the sweeper will look at this item (epoch ms), as stored; null when nothing is due. */
  readonly dueAt: number | null;
}

export function blankBet(ref: BetRef): Bet {
  return {
    provider: ref.provider,
    betId: ref.betId,
    version: 0,
    registration: null,
    closed: null,
    cashouts: [],
    archives: 0,
    outbox: [],
    dueAt: null,
  };
}

export function findCashout(bet: Bet, cashoutId: string): Cashout | undefined {
  return bet.cashouts.find((cashout) => cashout.cashoutId === cashoutId);
}

/** Still open: every other request for this bet must wait. */
export function cashoutInProgress(bet: Bet): Cashout | undefined {
  return bet.cashouts.find(isOpen);
}

/** Nothing is left to cash out: a full or forced one was accepted, one was made elsewhere, or partials took all. */
export function isCashedOut(bet: Bet): boolean {
  if (bet.cashouts.some(tookAll)) return true;
  const remaining = remainingStake(bet);
  return remaining !== null && remaining.value === zero;
}

function tookAll({ status, kind, origin }: Cashout): boolean {
  return status === 'accepted' && (kind !== 'partial' || origin === 'external');
}

/** Since when (epoch ms) nobody knows how a cashout of this bet ended that a person must settle; or null. */
export function unresolvedSince(bet: Bet): number | null {
  const instants = bet.cashouts.filter(isUnresolved).map(unknownSince);
  return instants.length === 0 ? null : Math.min(...instants);
}

/**
 * The registered stake less accepted partial stakes, none when a provider has let more be cashed out than there was;
 * null when the stake is not known.
 */
export function remainingStake(bet: Bet): Money | null {
  if (bet.registration === null) return null;
  const { stake } = bet.registration;
  const nothing = money(zero, stake.currency);
  if (bet.cashouts.some(tookAll)) return nothing;
  const left = lessParts(bet, stake);
  return compareMoney(left, nothing) < 0 ? nothing : left;
}

/** This stake less the accepted parts of the bet; below zero when they cannot have been parts of it. */
export function lessParts({ cashouts }: Pick<Bet, 'cashouts'>, whole: Money): Money {
  let left = whole;
  for (const { status, kind, stake } of cashouts) {
    if (status !== 'accepted' || kind !== 'partial' || stake === null) continue;
    left = subtractMoney(left, inCurrency(stake, left.currency));
  }
  return left;
}

export interface Applied {
  readonly decision: Decision;
  /** The bet after the decision, its new events in the outbox; the same object when nothing changed. */
  readonly bet: Bet;
}

/**
 * Applies a command to one cashout of the bet and puts the events it emits into the outbox.
 * `causationId` names the call, message or run this is decided in.
 */
export function applyCommand(bet: Bet, cashoutId: string, command: Command, causationId: string): Applied {
  const current = findCashout(bet, cashoutId) ?? null;
  const decision = decide(current, command);
  if (decision.outcome === 'no-row') return { decision, bet };
  const after = decision.outcome === 'refused' ? current : decision.cashout;
  if (after === null || (decision.outcome !== 'moved' && decision.emits.length === 0))
    return { decision, bet };
  const withCashout =
    decision.outcome === 'moved' ? { ...bet, cashouts: replaceCashout(bet.cashouts, after) } : bet;
  return { decision, bet: emit(withCashout, after, decision.emits, command, causationId) };
}

function replaceCashout(cashouts: readonly Cashout[], changed: Cashout): readonly Cashout[] {
  const at = cashouts.findIndex(({ cashoutId }) => cashoutId === changed.cashoutId);
  return at === -1 ? [...cashouts, changed] : cashouts.with(at, changed);
}

function emit(
  bet: Bet,
  cashout: Cashout,
  types: readonly EventType[],
  command: Command,
  causationId: string,
): Bet {
  if (types.length === 0) return bet;
  const sequence = bet.version + 1;
  const before = bet.outbox.filter((entry) => entry.sequence === sequence).length;
  const entries = types.map(
    (type, position): OutboxEntry => ({
      type,
      cashoutId: cashout.cashoutId,
      sequence,
      index: before + position,
      at: command.at,
      status: cashout.status,
      decidedBy: cashout.decidedBy,
      settled: cashout.settled,
      reason: cashout.reason,
      ...(type === 'CashoutConflict' && command.amount !== undefined
        ? { conflictingAmount: command.amount }
        : {}),
      ...(command.foreignParams === undefined ? {} : { foreignParams: command.foreignParams }),
      causationId,
    }),
  );
  return { ...bet, outbox: [...bet.outbox, ...entries] };
}

/** The bet without the given published entries. */
export function withoutPublished(bet: Bet, published: readonly OutboxEntry[]): Bet {
  const gone = new Set(published.map(({ sequence, index }) => `${sequence}.${index}`));
  const outbox = bet.outbox.filter(({ sequence, index }) => !gone.has(`${sequence}.${index}`));
  return outbox.length === bet.outbox.length ? bet : { ...bet, outbox };
}
