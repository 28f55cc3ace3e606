import { assert } from '../assert.ts';
import { ownerIn, type PayOutCommand, partyOf, rowFor } from './decide.ts';
import { noTimes, orphanAfterMs, recheckAfterMs, timesAfter } from './due.ts';
import { withEvents } from './outbox.ts';
import {
  type AskedPayOut,
  type CashoutOwner,
  nameOf,
  needsPerson,
  type Owner,
  type PayOut,
  type PayOutHistoryEntry,
  type PayOutStatus,
  payOutStatuses,
  sameOwner,
  type Waiting,
} from './pay-out.ts';
import { type Effect, type PayOutRefusal, refusals, type Transition } from './transitions.ts';

/** `payOut` is the same object where nothing changed. */
export type AppliedPayOut =
  | { readonly outcome: 'changed'; readonly payOut: PayOut }
  | { readonly outcome: 'unchanged'; readonly payOut: PayOut }
  | { readonly outcome: 'refused'; readonly code: PayOutRefusal; readonly payOut: PayOut }
  /** No row fits: the state has moved on, or somebody asks for what cannot be. */
  | { readonly outcome: 'no-row'; readonly payOut: PayOut };

/**
 * Applies one command by the transition table, lets in who waits where that freed the bet, and puts the events into the
 * outbox. Pure; several commands may go into one write. `causationId` names the event, call or run this is decided in.
 */
export function applyToPayOut(payOut: PayOut, command: PayOutCommand, causationId: string): AppliedPayOut {
  const row = rowFor(payOut, command);
  if (row === undefined) return { outcome: 'no-row', payOut };
  if (row.to === 'no change') return { outcome: 'unchanged', payOut };
  const code = refusals.find((refusal) => row.to === `refused: ${refusal}`);
  if (code !== undefined) return { outcome: 'refused', code, payOut };
  let after = changed(payOut, row, command, causationId);
  if (command.name !== 'let-in') {
    // Each is let in or refused on what the one before has left.
    for (const one of after.waiting) {
      if (one.refusedAt !== null) continue;
      const letIn = { name: 'let-in', at: command.at, asked: askedOf(one) } as const;
      after = applyToPayOut(after, letIn, causationId).payOut;
    }
  }
  const since = needsPerson(after) ? (payOut.unresolvedSince ?? command.at) : null;
  return { outcome: 'changed', payOut: { ...after, unresolvedSince: since } };
}

function changed(payOut: PayOut, row: Transition, command: PayOutCommand, causationId: string): PayOut {
  let after = payOut;
  for (const effect of row.effects ?? []) after = effects[effect](after, command);
  const to = payOutStatuses.find((status) => status === row.to);
  if (to !== undefined) after = moved(after, to, command);
  after = { ...after, history: historyAfter(payOut, after, row, command) };
  return withEvents(payOut, after, row.emits, command, causationId);
}

function moved(payOut: PayOut, to: PayOutStatus, command: PayOutCommand): PayOut {
  const told = 'transactionId' in command ? (command.transactionId ?? null) : null;
  const balance = 'balance' in command ? (command.balance ?? null) : null;
  const isOpen = to === 'paying' || to === 'undetermined';
  return {
    ...payOut,
    ...timesAfter(payOut, to, command.at),
    status: to,
    mayHaveLanded: to === 'paid' || payOut.mayHaveLanded,
    contradicted: isOpen && payOut.contradicted,
    transactionId: to === 'paid' ? (told ?? payOut.transactionId) : payOut.transactionId,
    balance: to === 'paid' ? balance : payOut.balance,
  };
}

const effects: Readonly<Record<Effect, (payOut: PayOut, command: PayOutCommand) => PayOut>> = {
  'take over': (payOut, command) => takenOver(payOut, askedIn(command)),
  'agree on the amount': (payOut, command) => ({ ...payOut, asked: askedIn(command) }),
  wait: (payOut, command) => ({
    ...payOut,
    waiting: [...payOut.waiting, { ...askedIn(command), ...justWaiting }],
  }),
  'refuse the waiting': (payOut, command) => changedWaiting(payOut, command, { refusedAt: command.at }),
  'paid by hand': (payOut, command) => {
    const transactionId = 'transactionId' in command ? (command.transactionId ?? null) : null;
    return changedWaiting(payOut, command, { paidByHandAt: command.at, transactionId });
  },
  'taken back': (payOut, command) => changedWaiting(payOut, command, { reversed: true }),
  'let the waiting go': withoutWaiting,
  'remember it is over': (payOut, command) => remembering(payOut, [askedIn(command).owner]),
  'may have landed': (payOut) => ({ ...payOut, mayHaveLanded: true }),
  contradicted: (payOut) => ({ ...payOut, contradicted: true }),
  reversed: (payOut) => ({ ...payOut, reversed: true }),
  'paid by somebody else': (payOut) => ({ ...payOut, landedBefore: true }),
  'reversal due': (payOut) => ({ ...payOut, reversalDue: true }),
  'reversal settled': (payOut) => ({ ...payOut, reversalDue: false }),
  'claw back': (payOut, command) => {
    const settled = withoutClawBack(payOut, command);
    return { ...settled, clawBacks: [...settled.clawBacks, aboutIn(command)] };
  },
  'claw-back settled': withoutClawBack,
  'told overdue': (payOut, { at }) => ({ ...payOut, overdueAt: at }),
  'check later': (payOut, { name, at }) => ({
    ...payOut,
    ...noTimes,
    checkAt: at + (name === 'found' ? recheckAfterMs : orphanAfterMs),
  }),
};

/** What the former owner's attempts came to proves nothing about this one, only that a 104 may be about them. */
function takenOver(payOut: PayOut, asked: AskedPayOut): PayOut {
  const { asked: former, status, reversed, clawBacks } = payOut;
  const isOther = former !== null && !sameOwner(former.owner, asked.owner);
  const isOver = isOther && (reversed || status === 'cancelled');
  const isOwn = (owner: Owner): boolean => sameOwner(owner, asked.owner);
  const taken = {
    ...payOut,
    asked,
    mayHaveLanded: false,
    landedBefore: payOut.landedBefore || payOut.mayHaveLanded,
    reversed: false,
    reversalDue: clawBacks.some(isOwn) || (payOut.reversalDue && !isOther),
    clawBacks: clawBacks.filter((owner) => !isOwn(owner)),
    contradicted: false,
    transactionId: null,
    balance: null,
    waiting: payOut.waiting.filter(({ owner }) => !isOwn(owner)),
  };
  return isOver ? remembering(taken, [former.owner]) : taken;
}

const justWaiting = { refusedAt: null, paidByHandAt: null, transactionId: null, reversed: false } as const;

function askedOf(waiting: Waiting): AskedPayOut {
  const { refusedAt: _, paidByHandAt: _by, transactionId: _id, reversed: _back, ...asked } = waiting;
  return asked;
}

function changedWaiting(payOut: PayOut, command: PayOutCommand, change: Partial<Waiting>): PayOut {
  const about = aboutIn(command);
  const waiting = payOut.waiting.map((one) => (sameOwner(one.owner, about) ? { ...one, ...change } : one));
  return { ...payOut, waiting };
}

function withoutWaiting(payOut: PayOut, command: PayOutCommand): PayOut {
  const about = aboutIn(command);
  const waiting = payOut.waiting.filter(({ owner }) => !sameOwner(owner, about));
  return remembering({ ...payOut, waiting }, [about]);
}

function withoutClawBack(payOut: PayOut, command: PayOutCommand): PayOut {
  const about = aboutIn(command);
  return { ...payOut, clawBacks: payOut.clawBacks.filter((owner) => !sameOwner(owner, about)) };
}

/** Repeats of events come within days; by then so many cashouts cannot have come and gone on one bet. */
const maxOver = 200;

/** Native calls are never over: each is a new one. */
function remembering(payOut: PayOut, owners: readonly Owner[]): PayOut {
  const cashouts = owners.filter((owner): owner is CashoutOwner => owner !== 'native');
  return { ...payOut, over: [...payOut.over, ...cashouts].slice(-maxOver) };
}

function aboutIn(command: PayOutCommand): Owner {
  const about = ownerIn(command);
  assert(about !== null, `${command.name} does not say whom it is about`);
  return about;
}

function askedIn(command: PayOutCommand): AskedPayOut {
  assert('asked' in command, `${command.name} does not say what is asked`);
  return command.asked;
}

/**
 * How a pay-out came to be due, its latest hours, and every word of a person, so that it is known when it is said again:
 * hourly repeats may go on for months.
 */
const keptOldest = 10;
const keptNewest = 40;

function historyAfter(
  before: PayOut,
  after: PayOut,
  row: Transition,
  command: PayOutCommand,
): readonly PayOutHistoryEntry[] {
  const nothingToTell = row.to === 'same' && (row.effects ?? []).every((effect) => effect === 'check later');
  if (after.status === null || nothingToTell) return after.history;
  // Of a person's word always: said again, it is known by whom it was about.
  const isTold = partyOf(before, command) !== 'owner' || command.actor !== undefined;
  const about = isTold ? ownerIn(command) : null;
  const entry: PayOutHistoryEntry = {
    at: command.at,
    command: command.name,
    from: before.status,
    to: after.status,
    ...(about === null ? {} : { of: nameOf(about) }),
    ...(command.evidence === undefined ? {} : { evidence: command.evidence }),
    ...(command.actor === undefined ? {} : { actor: command.actor }),
    ...(command.note === undefined ? {} : { note: command.note }),
  };
  const { history } = after;
  const newest = history.length + 1 - keptNewest;
  return [
    ...history.filter(({ actor }, place) => place < keptOldest || place >= newest || actor !== undefined),
    entry,
  ];
}
