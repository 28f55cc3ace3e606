import { assert } from '../assert.ts';
import { type Money, sameMoney } from '../money/money.ts';
import type { Reason } from '../reasons.ts';
import type { Cashout, CashoutOpening, DecidedBy, HistoryEntry, Status } from './cashout.ts';
import {
  type CommandName,
  type Condition,
  type EventType,
  type Transition,
  transitions,
} from './transitions.ts';

export interface Command {
  readonly name: CommandName;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The amount the evidence names: what the provider, the feed or a person says is paid. */
  readonly amount?: Money;
  /** For every way to `declined`; of a reversal only where the provider says why. */
  readonly reason?: Reason;
  /** Where the cashout is born with this command. */
  readonly opening?: CashoutOpening;
  /** The stake of a partial acceptance passes what the registration allows. */
  readonly pastKnownStake?: boolean;
  readonly liveDelay?: boolean;
  /** `withdraw` alone is decided by the hub or by a person; everywhere else the table says who decides. */
  readonly withdrawnBy?: 'hub' | 'person';
  /** Of a callback: what its events carry of the operator's own. */
  readonly foreignParams?: Readonly<Record<string, string>>;
  /** What it was decided on, in a few words for the history. */
  readonly evidence?: string;
  readonly actor?: string;
  readonly note?: string;
}

export type Decision =
  | { readonly outcome: 'moved'; readonly cashout: Cashout; readonly emits: readonly EventType[] }
  | { readonly outcome: 'unchanged'; readonly cashout: Cashout; readonly emits: readonly EventType[] }
  | { readonly outcome: 'refused'; readonly code: 'amount-conflict'; readonly emits: readonly EventType[] }
  /** No row fits: the state has moved on, or somebody asks for what cannot be. */
  | { readonly outcome: 'no-row' };

/** Applies one command to one cashout by the transition table. Pure: the same input decides the same. */
export function decide(cashout: Cashout | null, command: Command): Decision {
  const row = rowFor(cashout, command);
  if (row === undefined) return { outcome: 'no-row' };
  if (row.to === 'refused: amount-conflict')
    return { outcome: 'refused', code: 'amount-conflict', emits: row.emits };
  if (row.to === 'no change') {
    assert(cashout !== null, 'a row without change needs a cashout');
    return { outcome: 'unchanged', cashout, emits: row.emits };
  }
  const by = row.command === 'withdraw' ? (command.withdrawnBy ?? 'hub') : (row.decidedBy ?? null);
  return { outcome: 'moved', cashout: move(cashout, row.to, by, command), emits: row.emits };
}

/** The row of the table that applies; undefined when none does. */
export function rowFor(cashout: Cashout | null, command: Command): Transition | undefined {
  return transitions.find((candidate) => fits(candidate, cashout, command));
}

function fits(row: Transition, cashout: Cashout | null, command: Command): boolean {
  return (
    row.command === command.name &&
    row.from.includes(cashout?.status ?? 'none') &&
    (row.when ?? []).every((condition) => conditions[condition](cashout, command))
  );
}

const conditions: Readonly<Record<Condition, (cashout: Cashout | null, command: Command) => boolean>> = {
  'live-delay': (_, command) => command.liveDelay === true,
  'same-amount': (cashout, command) => amountsAgree(cashout, command) === true,
  'other-amount': (cashout, command) => amountsAgree(cashout, command) === false,
  'with-amount': (_, command) => command.amount !== undefined,
  'without-amount': (_, command) => command.amount === undefined,
  'declined-by-inference-or-person': (cashout) =>
    cashout?.decidedBy === 'inference' || cashout?.decidedBy === 'person',
  'declined-by-provider': (cashout) => cashout?.decidedBy === 'provider',
  'past-known-stake': (_, command) => command.pastKnownStake === true,
};

/** Undefined when the evidence names no amount. A DATA.BET order also repeats its stake, which must agree. */
function amountsAgree(cashout: Cashout | null, command: Command): boolean | undefined {
  if (command.amount === undefined || cashout === null) return undefined;
  const sameSettled = cashout.settled !== null && sameMoney(cashout.settled, command.amount);
  const told = command.opening?.stake ?? null;
  return sameSettled && (told === null || cashout.stake === null || sameMoney(told, cashout.stake));
}

function move(cashout: Cashout | null, to: Status, by: DecidedBy | null, command: Command): Cashout {
  const base = cashout ?? born(command);
  const entry: HistoryEntry = {
    at: command.at,
    from: cashout?.status ?? null,
    to,
    decidedBy: by,
    ...(command.evidence === undefined ? {} : { evidence: command.evidence }),
    ...(command.actor === undefined ? {} : { actor: command.actor }),
    ...(command.note === undefined ? {} : { note: command.note }),
  };
  return {
    ...base,
    status: to,
    decidedBy: by,
    settled: settledAfter(base, to, command),
    reason: to === 'declined' || to === 'reversed' ? (command.reason ?? null) : null,
    // Nobody awaits an answer once there is one; what is over must not keep the item due.
    leaseUntil: to === 'pending' ? (command.opening?.leaseUntil ?? base.leaseUntil) : null,
    sendBefore: command.opening?.sendBefore ?? base.sendBefore,
    inquiry: to === 'unknown' ? base.inquiry : null,
    // Said once more after it was declined, it contradicts that.
    noted: to === 'declined' ? null : base.noted,
    escalatedAt: command.name === 'deadline-passed' ? command.at : base.escalatedAt,
    updatedAt: command.at,
    history: [...base.history, entry],
  };
}

function settledAfter(base: Cashout, to: Status, command: Command): Money | null {
  if (to === 'reversed') return base.settled;
  if (to !== 'accepted') return null;
  assert(command.amount !== undefined, 'an acceptance names its amount');
  return command.amount;
}

function born(command: Command): Cashout {
  assert(command.opening !== undefined, 'a new cashout needs an opening');
  return {
    ...command.opening,
    status: 'pending',
    decidedBy: null,
    settled: null,
    reason: null,
    createdAt: command.at,
    updatedAt: command.at,
    escalatedAt: null,
    inquiry: null,
    noted: null,
    history: [],
  };
}
