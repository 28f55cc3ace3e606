import type { Decimal } from '../money/decimal.ts';
import { sameMoney } from '../money/money.ts';
import { overdueDueAt } from './due.ts';
import {
  type AskedPayOut,
  isRefused,
  maxWaiting,
  type Owner,
  type PayOut,
  sameOwner,
  type Waiting,
} from './pay-out.ts';
import { type Condition, type Party, type Transition, transitions } from './transitions.ts';

interface CommandBase {
  /** Epoch milliseconds. */
  readonly at: number;
  /** What it was decided on, in a few words for the history. */
  readonly evidence?: string;
  readonly actor?: string;
  readonly note?: string;
}

/** Whoever asks says what is to be paid, also when it takes that back: the item may hear of it for the first time. */
interface AskingCommand extends CommandBase {
  readonly name: 'reserve' | 'ask' | 'cashout-settled' | 'cashout-reversed' | 'let-in';
  readonly asked: AskedPayOut;
}

/** About one owner: whose event, whose cashout was looked for, whose attempt was answered, whom a person means. */
interface OwnerCommand extends CommandBase {
  readonly name:
    | 'cashout-declined'
    | 'orphan'
    | 'found'
    | 'succeeded'
    | 'paid-before'
    | 'rejected'
    | 'not-sent'
    | 'unclear'
    | 'person-paid'
    | 'person-cancelled'
    | 'person-retries';
  readonly owner: Owner;
  /** Of a payment BETCORE confirms, and the balance it left. */
  readonly transactionId?: string | null;
  readonly balance?: Decimal | null;
}

/** About whoever owns the item. */
interface ItemCommand extends CommandBase {
  readonly name: 'claim' | 'overdue';
}

export type PayOutCommand = AskingCommand | OwnerCommand | ItemCommand;

/** Whom the command is about; null where that is the owner, whoever it is. */
export function ownerIn(command: PayOutCommand): Owner | null {
  if ('asked' in command) return command.asked.owner;
  return 'owner' in command ? command.owner : null;
}

/** Whom the command is about, seen from the item. */
export function partyOf({ asked, waiting, over }: PayOut, command: PayOutCommand): Party {
  const about = ownerIn(command);
  if (about === null) return 'owner';
  if (asked !== null && sameOwner(asked.owner, about)) return 'owner';
  if (waiting.some(({ owner }) => sameOwner(owner, about))) return 'waiting';
  return over.some((owner) => sameOwner(owner, about)) ? 'over' : 'other';
}

/** The row of the table that applies; undefined when none does. */
export function rowFor(payOut: PayOut, command: PayOutCommand): Transition | undefined {
  const party = partyOf(payOut, command);
  return transitions.find(
    (row) =>
      row.command === command.name &&
      (row.of ?? ['owner']).includes(party) &&
      row.from.includes(payOut.status ?? 'none') &&
      (row.when ?? []).every((condition) => conditions[condition](payOut, command)),
  );
}

const conditions: Readonly<Record<Condition, (payOut: PayOut, command: PayOutCommand) => boolean>> = {
  'may-have-landed': ({ mayHaveLanded }) => mayHaveLanded,
  'nothing-landed': ({ mayHaveLanded }) => !mayHaveLanded,
  'landed-before': ({ landedBefore }) => landedBefore,
  'check-due': ({ checkAt }, { at }) => checkAt !== null && checkAt <= at,
  'lease-over': ({ leaseUntil }, { at }) => (leaseUntil ?? 0) <= at,
  'same-amount': ({ asked }, command) => {
    const [ours, told] = [asked?.amount ?? null, 'asked' in command ? command.asked.amount : null];
    return ours !== null && told !== null && sameMoney(ours, told);
  },
  reversed: ({ reversed }) => reversed,
  'reversal-due': ({ reversalDue }) => reversalDue,
  refused: (payOut, command) => waitingIn(payOut, command).some(isRefused),
  'paid-by-hand': (payOut, command) =>
    waitingIn(payOut, command).some(({ paidByHandAt }) => paidByHandAt !== null),
  'taken-back': (payOut, command) => waitingIn(payOut, command).some((one) => one.reversed),
  'claw-back': ({ clawBacks }, command) => {
    const about = ownerIn(command);
    return about !== null && clawBacks.some((owner) => sameOwner(owner, about));
  },
  native: ({ asked }) => asked?.owner === 'native',
  'last-place': ({ waiting }) => waiting.length === maxWaiting - 1,
  'no-place': ({ waiting }) => waiting.length >= maxWaiting,
  'overdue-and-not-told': (payOut, { at }) => (overdueDueAt(payOut) ?? Number.POSITIVE_INFINITY) <= at,
};

/** The one that waits and that the command is about, if it is about such a one. */
function waitingIn({ waiting }: PayOut, command: PayOutCommand): readonly Waiting[] {
  const about = ownerIn(command);
  return about === null ? [] : waiting.filter(({ owner }) => sameOwner(owner, about));
}
