import { describe, expect, it } from 'vitest';
import { type PayOutCommand, rowFor } from '../../../../lib/domain/pay-out/decide.ts';
import {
  blankPayOut,
  maxWaiting,
  type PayOut,
  type PayOutStatus,
  payOutStatuses,
  type Waiting,
} from '../../../../lib/domain/pay-out/pay-out.ts';
import {
  type CommandName,
  commandNames,
  type Party,
  parties,
  type Transition,
  transitions,
} from '../../../../lib/domain/pay-out/transitions.ts';
import { eur, noon } from '../../../support/builders.ts';
import { anOwner, aPayOut, asked, aWaiting, payOutBetId } from '../../../support/pay-outs.ts';

/** Everything besides command, party and status that a rule may look at. */
interface Flags {
  readonly landed: boolean;
  readonly before: boolean;
  readonly reversed: boolean;
  /** The owner's money must come back, and that of whom the command is about. */
  readonly clawBack: boolean;
  readonly sameAmount: boolean;
  /** Past every instant of the item. */
  readonly late: boolean;
  readonly told: boolean;
}

/** How things stand with the one that waits and with the list it is in; or that the owner is a native call. */
const places = [
  'hoping',
  'refused',
  'paid by hand',
  'taken back then',
  'last place left',
  'no place left',
  'native owner',
] as const;
type Place = (typeof places)[number];

type From = PayOutStatus | 'none';

interface Case {
  readonly name: CommandName;
  readonly party: Party;
  readonly from: From;
  readonly flags: Flags;
  readonly place: Place;
}

const noRow = 'no row';
const same = 'no change';

/** The rules, written down a second time and by hand: what the table in the code must come to. */
const rules: Readonly<Record<CommandName, (from: From, party: Party, flags: Flags, place: Place) => string>> =
  {
    reserve: (from, party) => {
      if (party === 'other') return isFree(from) ? 'reserved' : 'refused: pay-out-already-attached';
      if (party === 'owner' && from === 'reserved') return 'same';
      return party === 'owner' && from === 'released' ? 'reserved' : same;
    },
    ask: (from, party, { sameAmount }) => {
      if (party === 'other') return isFree(from) ? 'due' : 'refused: pay-out-already-attached';
      if (party !== 'owner' || from === 'reserved') return noRow;
      if (from === 'cancelled') return same;
      if (from === 'rejected' || isFree(from)) return 'due';
      return sameAmount ? same : 'refused: amount-conflict';
    },
    'cashout-settled': (from, party, _, place) => {
      const isFull = from !== 'none' && (place === 'last place left' || place === 'no place left');
      if (party === 'other') return isFull ? 'same PayOutRejected' : 'same';
      return party === 'owner' && (from === 'reserved' || from === 'released') ? 'due' : same;
    },
    'cashout-declined': (from, party) => {
      if (party !== 'owner') return noRow;
      return from === 'reserved' ? 'released' : same;
    },
    'cashout-reversed': (from, party, { landed, reversed }, place) => {
      if (party === 'over' || (party === 'waiting' && place === 'taken back then')) return same;
      if (party === 'waiting') return place === 'paid by hand' ? 'same PayOutReversalDue' : 'same';
      if (party === 'other') return from === 'none' ? 'cancelled' : 'same';
      if (reversed && ['due', 'paying', 'undetermined', 'paid', 'cancelled'].includes(from)) return same;
      if (from === 'paid' || from === 'paying') return 'same PayOutReversalDue';
      if (landed && (from === 'due' || from === 'undetermined')) return 'same PayOutReversalDue';
      return 'cancelled';
    },
    'let-in': (from, party) => {
      if (party !== 'waiting') return noRow;
      if (from === 'paid') return 'same PayOutRejected';
      return isFree(from) ? 'due' : noRow;
    },
    orphan: (from, party, { late }) =>
      party === 'owner' && from === 'reserved' && late ? 'released' : noRow,
    found: (from, party) => (party === 'owner' && from === 'reserved' ? 'same' : noRow),
    claim: (from, _, { late }) => {
      if (from === 'due' || from === 'undetermined') return 'paying';
      return from === 'paying' && late ? 'paying' : noRow;
    },
    succeeded: (from, party) => {
      if (from === 'none') return noRow;
      if (party !== 'owner') return 'same PayOutReversalDue';
      if (from === 'paid') return same;
      return isFree(from) ? 'paid PayOutCompleted PayOutReversalDue' : 'paid PayOutCompleted';
    },
    'paid-before': (from, party, { landed, before, reversed }) => {
      if (party !== 'owner' || (from !== 'paying' && from !== 'undetermined')) return noRow;
      if (landed) return before ? 'undetermined' : 'paid PayOutCompleted';
      return reversed ? 'cancelled PayOutRejected' : 'rejected PayOutRejected';
    },
    rejected: (from, party, { landed, reversed }) => {
      if (party !== 'owner' || from !== 'paying') return noRow;
      if (landed) return 'undetermined';
      return reversed ? 'cancelled PayOutRejected' : 'rejected PayOutRejected';
    },
    'not-sent': (from, party, { landed, reversed }) => {
      if (party !== 'owner' || from !== 'paying') return noRow;
      return reversed && !landed ? 'cancelled PayOutRejected' : 'undetermined';
    },
    unclear: (from, party) => (party === 'owner' && from === 'paying' ? 'undetermined' : noRow),
    overdue: (from, _, { late, told }) =>
      ['due', 'paying', 'undetermined'].includes(from) && late && !told ? 'same PayOutOverdue' : noRow,
    'person-paid': (from, party, { reversed, clawBack }, place) => {
      if (from === 'none') return noRow;
      if (party !== 'owner' && clawBack) return 'same';
      if (party !== 'owner')
        return party === 'waiting' && place === 'refused' ? 'same PayOutCompleted' : noRow;
      if (from === 'rejected' || from === 'undetermined' || (from === 'due' && reversed))
        return 'paid PayOutCompleted';
      return from === 'paid' && clawBack ? 'same' : noRow;
    },
    'person-cancelled': (from, party, { reversed, clawBack }, place) => {
      if (from === 'none') return noRow;
      if (party !== 'owner' && clawBack) return 'same';
      if (party !== 'owner') return party === 'waiting' && place === 'refused' ? 'same' : noRow;
      if (from === 'rejected' || from === 'undetermined' || (from === 'due' && reversed)) return 'cancelled';
      return from === 'paid' && clawBack ? 'cancelled' : noRow;
    },
    'person-retries': (from, party, _, place) => {
      if (party !== 'owner') return noRow;
      if (from === 'cancelled' && place === 'native owner') return 'due';
      return from === 'rejected' || from === 'undetermined' ? 'due' : noRow;
    },
  };

function isFree(from: From): boolean {
  return from === 'none' || from === 'released' || from === 'cancelled';
}

const flagNames = ['landed', 'before', 'reversed', 'clawBack', 'sameAmount', 'late', 'told'] as const;
const allFlags = Array.from(
  { length: 2 ** flagNames.length },
  (_, bits) =>
    Object.fromEntries(flagNames.map((name, bit) => [name, ((bits >> bit) & 1) === 1])) as unknown as Flags,
);

/** Commands about whoever owns the item know no other party. */
const aboutItem: readonly CommandName[] = ['claim', 'overdue'];

function casesOf(name: CommandName): readonly Case[] {
  const froms: readonly From[] = ['none', ...payOutStatuses];
  return froms.flatMap((from) =>
    parties
      .filter((party) =>
        aboutItem.includes(name) ? party === 'owner' : from !== 'none' || party === 'other',
      )
      .flatMap((party) =>
        allFlags.flatMap((flags) => places.map((place) => ({ name, party, from, flags, place }))),
      ),
  );
}

const day = 24 * 3_600_000;

const filling = { 'last place left': maxWaiting - 2, 'no place left': maxWaiting - 1 } as const;
const fillers = Array.from({ length: maxWaiting }, (_, n) => aWaiting(`co_filler_${n}`));

function waitingAt(place: Place): readonly Waiting[] {
  if (place === 'hoping' || place === 'native owner') return [aWaiting('co_waiting')];
  if (place === 'last place left' || place === 'no place left')
    return [aWaiting('co_waiting'), ...fillers.slice(0, filling[place])];
  const paidByHandAt = place === 'refused' ? null : noon;
  return [aWaiting('co_waiting', { refusedAt: noon, paidByHandAt, reversed: place === 'taken back then' })];
}

function rowOf({ name, party, from, flags, place }: Case): Transition | undefined {
  const owner = place === 'native owner' ? 'native' : 'co_a';
  const who = party === 'owner' ? owner : `co_${party}`;
  const told = from === 'due' || from === 'paying' || from === 'undetermined' ? flags.told : false;
  const payOut: PayOut =
    from === 'none'
      ? blankPayOut(payOutBetId)
      : aPayOut(from, {
          asked: asked(owner),
          mayHaveLanded: flags.landed,
          landedBefore: flags.before,
          reversed: flags.reversed,
          reversalDue: flags.clawBack,
          overdueAt: told ? noon : null,
          clawBacks: flags.clawBack && party !== 'owner' ? [anOwner(who)] : [],
          waiting: waitingAt(place),
          over: [anOwner('co_over')],
        });
  const amount = flags.sameAmount ? eur('55.25') : eur('55.26');
  const at = flags.late ? noon + 4 * day : noon + 59_999;
  const command = { name, at, asked: asked(who, { amount }), owner: asked(who).owner };
  if (!aboutItem.includes(name)) return rowFor(payOut, command as PayOutCommand);
  return rowFor(payOut, { name, at } as PayOutCommand);
}

function resultOf(row: Transition | undefined): string {
  return row === undefined ? noRow : [row.to, ...row.emits].join(' ');
}

describe('every command in every state', () => {
  it.each(commandNames)('Given any state, when %s, then the rules say what happens', (name) => {
    const wrong = casesOf(name)
      .map((one) => ({
        ...one,
        is: resultOf(rowOf(one)),
        expected: rules[name](one.from, one.party, one.flags, one.place),
      }))
      .filter(({ is, expected }) => is !== expected);
    expect(wrong.slice(0, 3)).toEqual([]);
  });

  it('Given the table, then every row applies to something', () => {
    const applied = new Set(commandNames.flatMap((name) => casesOf(name).map(rowOf)));
    expect(transitions.filter((row) => !applied.has(row))).toEqual([]);
  });

  it.each(['reserved', 'paid', 'rejected', 'cancelled', 'released'] as const)(
    'Given %s, whatever else holds, then nothing is ever sent from it',
    (from) => {
      const claims = casesOf('claim').filter((one) => one.from === from);
      expect(claims.length).toBeGreaterThan(0);
      expect(claims.map((one) => resultOf(rowOf(one))).filter((result) => result !== noRow)).toEqual([]);
    },
  );
});
