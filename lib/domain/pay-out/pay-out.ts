import type { Decimal } from '../money/decimal.ts';
import type { Money } from '../money/money.ts';
import type { Provider } from '../provider.ts';
import type { CommandName, PayOutEventType } from './transitions.ts';

export const payOutStatuses = [
  'reserved',
  'due',
  'paying',
  'undetermined',
  'paid',
  'rejected',
  'cancelled',
  'released',
] as const;
export type PayOutStatus = (typeof payOutStatuses)[number];

/** The cashout a pay-out belongs to. */
export interface CashoutOwner {
  readonly provider: Provider;
  readonly betId: string;
  readonly cashoutId: string;
}

/** `native`: asked for on BETCORE's own path, without a cashout of the hub. */
export type Owner = CashoutOwner | 'native';

/** What somebody asked to have paid out of a BETCORE bet. */
export interface AskedPayOut {
  readonly owner: Owner;
  readonly sessionId: string;
  /** Null until its cashout is settled. */
  readonly amount: Money | null;
  /** The stake cashed out; null where nobody told it. */
  readonly stake: Money | null;
  /** As a native call told it; null for cashouts, whose odd follows from amount and stake. */
  readonly winOdd: Decimal | null;
  /** Which client asked (the token's client id), and the id its call carried. */
  readonly client: string | null;
  readonly correlationId: string;
}

/** As many as one item holds with ease; a bet has a handful of cashouts, of which one is accepted. */
export const maxWaiting = 100;

/** A settled cashout that finds the BETCORE bet taken. */
export interface Waiting extends AskedPayOut {
  /** Since when (epoch ms) it is certain that the hub cannot pay it; null while it still may. */
  readonly refusedAt: number | null;
  /** Since when (epoch ms) it has its money by the word of a person; null while it has not. */
  readonly paidByHandAt: number | null;
  /** BETCORE's id of that payment, where the person told one. */
  readonly transactionId: string | null;
  /** Its cashout was taken back after that. */
  readonly reversed: boolean;
}

export interface PayOutHistoryEntry {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly command: CommandName;
  readonly from: PayOutStatus | null;
  readonly to: PayOutStatus;
  /** Whom it was about, of a person's word always, else where that was not the owner before: a cashoutId or `native`. */
  readonly of?: string;
  readonly evidence?: string;
  readonly actor?: string;
  readonly note?: string;
}

/** An event that is decided and durable but not yet published, with all that later changes could overwrite. */
export interface PayOutOutboxEntry {
  readonly type: PayOutEventType;
  readonly owner: Owner;
  /** The item's version this entry was written with, and its place among the entries of that write. */
  readonly sequence: number;
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly status: PayOutStatus;
  readonly amount: Money | null;
  readonly transactionId: string | null;
  readonly client: string | null;
  readonly correlationId: string;
  readonly causationId: string;
  /** Not before this (epoch ms): it could not be made into an event the last time. */
  readonly retryAt?: number;
}

/**
 * The pay-outs of one BETCORE bet: one owner at a time, since BETCORE pays a bet once. The boundary of every decision
 * and of every write. A BETCORE bet nobody has asked for is the same shape with version 0.
 */
export interface PayOut {
  /** The bet's id at BETCORE: the same on every attempt, so that no repeat pays twice. */
  readonly betcoreBetId: string;
  /** The stored version this state was read at; a save moves it one up. */
  readonly version: number;
  /** Null exactly as long as `asked` is. */
  readonly status: PayOutStatus | null;
  /** The owner and what it asked for. */
  readonly asked: AskedPayOut | null;
  /** An attempt for this owner has paid, or may have without anybody here knowing. */
  readonly mayHaveLanded: boolean;
  /**
   * The same of a former owner, or BETCORE has said that somebody else was paid: that the bet was paid before proves
   * nothing about this one.
   */
  readonly landedBefore: boolean;
  /** The owner's cashout was taken back. */
  readonly reversed: boolean;
  /** Money went out to the owner that must come back: a person claws it back. */
  readonly reversalDue: boolean;
  /** The same of others: former owners, and those a person paid while they waited. */
  readonly clawBacks: readonly Owner[];
  /** BETCORE said no although an earlier attempt may have paid: repeating may not settle it. */
  readonly contradicted: boolean;
  /** Claims since it became due. They decide nothing but the pause before the next one. */
  readonly attempts: number;
  /** Until then (epoch ms) whoever claimed it awaits BETCORE's answer; of `paying` only. */
  readonly leaseUntil: number | null;
  /** When to ask BETCORE again (epoch ms); of `undetermined` only. */
  readonly retryAt: number | null;
  /** When to look whether the bet knows the owner's cashout (epoch ms); of `reserved` only. */
  readonly checkAt: number | null;
  /** Since when (epoch ms) it waits for BETCORE; of `due`, `paying` and `undetermined`. */
  readonly dueSince: number | null;
  /** When it was told that this takes too long (epoch ms). */
  readonly overdueAt: number | null;
  /** Since when (epoch ms) a person must settle something here. */
  readonly unresolvedSince: number | null;
  /** BETCORE's id of the payment; null where it was never told, as on a repeat. */
  readonly transactionId: string | null;
  /** The player's balance right after the payment, as BETCORE told it; null like `transactionId`. */
  readonly balance: Decimal | null;
  /** In the order they came. */
  readonly waiting: readonly Waiting[];
  /** Cashouts that were taken back or cancelled: a late event must not bring them in again. */
  readonly over: readonly CashoutOwner[];
  readonly history: readonly PayOutHistoryEntry[];
  readonly outbox: readonly PayOutOutboxEntry[];
  /** When the sweeper will look at this item (epoch ms), as stored; null when nothing is due. */
  readonly dueAt: number | null;
}

export function blankPayOut(betcoreBetId: string): PayOut {
  return {
    betcoreBetId,
    version: 0,
    status: null,
    asked: null,
    mayHaveLanded: false,
    landedBefore: false,
    reversed: false,
    reversalDue: false,
    clawBacks: [],
    contradicted: false,
    attempts: 0,
    leaseUntil: null,
    retryAt: null,
    checkAt: null,
    dueSince: null,
    overdueAt: null,
    unresolvedSince: null,
    transactionId: null,
    balance: null,
    waiting: [],
    over: [],
    history: [],
    outbox: [],
    dueAt: null,
  };
}

export function sameOwner(a: Owner, b: Owner): boolean {
  if (a === 'native' || b === 'native') return a === b;
  return a.cashoutId === b.cashoutId && a.betId === b.betId && a.provider === b.provider;
}

/** The owner in one word for people: its cashoutId, or `native`. */
export function nameOf(owner: Owner): string {
  return owner === 'native' ? owner : owner.cashoutId;
}

/** Whether something here can be settled by a person only. */
export function needsPerson(payOut: PayOut): boolean {
  return ownerNeedsPerson(payOut) || payOut.clawBacks.length > 0 || payOut.waiting.some(isRefused);
}

/** Those of whom a person may have something to say, the owner first; what is undetermined can be settled as well. */
export function mattersOf(payOut: PayOut): readonly Owner[] {
  const { asked, status, reversed, clawBacks, waiting } = payOut;
  const ownerMatters =
    ownerNeedsPerson(payOut) || status === 'undetermined' || (status === 'due' && reversed);
  const refused = waiting.filter(isRefused).map(({ owner }) => owner);
  return [
    ...(asked !== null && ownerMatters ? [asked.owner] : []),
    ...clawBacks,
    ...refused.filter((owner) => !clawBacks.some((other) => sameOwner(other, owner))),
  ];
}

function ownerNeedsPerson({ status, reversalDue, contradicted, overdueAt }: PayOut): boolean {
  return status === 'rejected' || reversalDue || contradicted || overdueAt !== null;
}

/** The hub cannot pay it, and nobody has yet. */
export function isRefused({ refusedAt, paidByHandAt }: Waiting): boolean {
  return refusedAt !== null && paidByHandAt === null;
}
