import { type PayOutStatus, payOutStatuses } from './pay-out.ts';

/** What can happen to a pay-out. */
export const commandNames = [
  'reserve',
  'ask',
  'cashout-settled',
  'cashout-declined',
  'cashout-reversed',
  'let-in',
  'orphan',
  'found',
  'claim',
  'succeeded',
  'paid-before',
  'rejected',
  'not-sent',
  'unclear',
  'overdue',
  'person-paid',
  'person-cancelled',
  'person-retries',
] as const;
export type CommandName = (typeof commandNames)[number];

export const payOutEventTypes = [
  'PayOutCompleted',
  'PayOutRejected',
  'PayOutReversalDue',
  'PayOutOverdue',
] as const;
export type PayOutEventType = (typeof payOutEventTypes)[number];

/** Whom the command is about, seen from the item; commands about nobody in particular are about its owner. */
export const parties = ['owner', 'waiting', 'over', 'other'] as const;
export type Party = (typeof parties)[number];

/** What must hold besides the status; `decide` gives each its meaning. */
export type Condition =
  | 'may-have-landed'
  | 'nothing-landed'
  | 'landed-before'
  | 'check-due'
  | 'lease-over'
  | 'same-amount'
  | 'reversed'
  | 'reversal-due'
  | 'refused'
  | 'paid-by-hand'
  | 'taken-back'
  | 'claw-back'
  | 'native'
  | 'last-place'
  | 'no-place'
  | 'overdue-and-not-told';

/** What a row does besides moving the status; `apply` gives each its meaning. */
export type Effect =
  | 'take over'
  | 'agree on the amount'
  | 'wait'
  | 'refuse the waiting'
  | 'let the waiting go'
  | 'paid by hand'
  | 'taken back'
  | 'paid by somebody else'
  | 'claw back'
  | 'claw-back settled'
  | 'remember it is over'
  | 'may have landed'
  | 'contradicted'
  | 'reversed'
  | 'reversal due'
  | 'reversal settled'
  | 'told overdue'
  | 'check later';

export const refusals = ['pay-out-already-attached', 'amount-conflict'] as const;
export type PayOutRefusal = (typeof refusals)[number];

export interface Transition {
  readonly command: CommandName;
  /** Absent means the owner. */
  readonly of?: readonly Party[];
  /** `none`: nobody has asked for this BETCORE bet yet. */
  readonly from: readonly (PayOutStatus | 'none')[];
  /** All must hold; absent means always. */
  readonly when?: readonly Condition[];
  /** `same`: the status stays and something else changes. */
  readonly to: PayOutStatus | 'same' | 'no change' | `refused: ${PayOutRefusal}`;
  readonly effects?: readonly Effect[];
  readonly emits: readonly PayOutEventType[];
  /** For the reader of the generated page. */
  readonly note?: string;
}

const any = payOutStatuses;
const free = ['none', 'released', 'cancelled'] as const;
const taken = ['reserved', 'due', 'paying', 'undetermined', 'paid', 'rejected'] as const;

/**
 * Every way a pay-out changes. The first row whose command, party, status and conditions fit applies; what no row
 * names does not happen. This is the only place the table exists: the page `docs/pay-out-states.md` and the tests are
 * generated from it.
 */
export const transitions: readonly Transition[] = [
  {
    command: 'reserve',
    from: ['reserved'],
    to: 'same',
    effects: ['check later'],
    emits: [],
    note: 'the owner may repeat; what counts in the end is what its settlement says',
  },
  { command: 'reserve', from: ['released'], to: 'reserved', effects: ['take over'], emits: [] },
  {
    command: 'reserve',
    of: ['owner', 'waiting', 'over'],
    from: any,
    to: 'no change',
    emits: [],
    note: 'a late repeat of a request that is decided: the write of its bet tells the caller',
  },
  {
    command: 'reserve',
    of: ['other'],
    from: free,
    to: 'reserved',
    effects: ['take over'],
    emits: [],
  },
  { command: 'reserve', of: ['other'], from: taken, to: 'refused: pay-out-already-attached', emits: [] },

  {
    command: 'ask',
    from: ['rejected', 'released'],
    to: 'due',
    effects: ['take over'],
    emits: [],
    note: 'a native call, again: nothing was paid, so BETCORE judges anew, also another amount or session',
  },
  {
    command: 'ask',
    from: ['cancelled'],
    to: 'no change',
    emits: [],
    note: 'a native call that a person has cancelled: no repeat of it overrules a person, who may have it tried again',
  },
  {
    command: 'ask',
    from: ['due', 'paying', 'undetermined', 'paid'],
    when: ['same-amount'],
    to: 'no change',
    emits: [],
    note: 'a native call, repeated: the same answer. Session and odd of the first stand',
  },
  {
    command: 'ask',
    from: ['due', 'paying', 'undetermined', 'paid'],
    to: 'refused: amount-conflict',
    emits: [],
    note: 'a native call, with another amount than the one that was or may be paid',
  },
  { command: 'ask', of: ['other'], from: free, to: 'due', effects: ['take over'], emits: [] },
  { command: 'ask', of: ['other'], from: taken, to: 'refused: pay-out-already-attached', emits: [] },

  {
    command: 'cashout-settled',
    from: ['reserved', 'released'],
    to: 'due',
    effects: ['agree on the amount'],
    emits: [],
    note: 'session, amount and stake as settled; those of the reservation are forgotten',
  },
  {
    command: 'cashout-settled',
    of: ['owner', 'waiting', 'over'],
    from: any,
    to: 'no change',
    emits: [],
    note: 'a repeat, or the late settlement of a cashout that was taken back',
  },
  {
    command: 'cashout-settled',
    of: ['other'],
    from: any,
    when: ['no-place'],
    to: 'same',
    effects: ['remember it is over'],
    emits: ['PayOutRejected'],
    note: 'more than an item holds: its event is all that tells of it',
  },
  {
    command: 'cashout-settled',
    of: ['other'],
    from: any,
    when: ['last-place'],
    to: 'same',
    effects: ['wait', 'refuse the waiting'],
    emits: ['PayOutRejected'],
    note: 'so that a person hears of it before there are more than an item holds',
  },
  {
    command: 'cashout-settled',
    of: ['other'],
    from: ['none', ...any],
    to: 'same',
    effects: ['wait'],
    emits: [],
    note: 'another cashout that asked for it (a registered pay-out, or one released before); let in at once where the bet is free',
  },
  {
    command: 'let-in',
    of: ['waiting'],
    from: free,
    to: 'due',
    effects: ['take over'],
    emits: [],
    note: 'happens by itself, in the same write, to the first that waits',
  },
  {
    command: 'let-in',
    of: ['waiting'],
    from: ['paid'],
    to: 'same',
    effects: ['refuse the waiting'],
    emits: ['PayOutRejected'],
    note: 'happens by itself, in the same write, to all that wait: BETCORE pays a bet once, so a person pays them',
  },

  { command: 'cashout-declined', from: ['reserved'], to: 'released', emits: [] },
  {
    command: 'cashout-declined',
    from: ['due', 'paying', 'undetermined', 'paid', 'rejected', 'cancelled', 'released'],
    to: 'no change',
    emits: [],
    note: 'it was settled after all, or this is a repeat',
  },

  {
    command: 'cashout-reversed',
    from: ['due', 'paying', 'undetermined', 'paid', 'cancelled'],
    when: ['reversed'],
    to: 'no change',
    emits: [],
    note: 'told before',
  },
  {
    command: 'cashout-reversed',
    from: ['due'],
    when: ['may-have-landed'],
    to: 'same',
    effects: ['reversed', 'reversal due'],
    emits: ['PayOutReversalDue'],
    note: 'due again by a person: an earlier attempt may have paid',
  },
  {
    command: 'cashout-reversed',
    from: ['reserved', 'due', 'rejected', 'released', 'cancelled'],
    to: 'cancelled',
    effects: ['reversed'],
    emits: [],
    note: 'its settlement, when that comes later, changes nothing',
  },
  {
    command: 'cashout-reversed',
    from: ['undetermined'],
    when: ['nothing-landed'],
    to: 'cancelled',
    effects: ['reversed'],
    emits: [],
    note: 'no attempt has left the hub so far',
  },
  {
    command: 'cashout-reversed',
    from: ['paying', 'undetermined', 'paid'],
    to: 'same',
    effects: ['reversed', 'reversal due'],
    emits: ['PayOutReversalDue'],
    note: 'a person claws back; what is undetermined is still repeated until it is determined',
  },
  {
    command: 'cashout-reversed',
    of: ['waiting'],
    from: any,
    when: ['paid-by-hand', 'taken-back'],
    to: 'no change',
    emits: [],
    note: 'told before',
  },
  {
    command: 'cashout-reversed',
    of: ['waiting'],
    from: any,
    when: ['paid-by-hand'],
    to: 'same',
    effects: ['taken back', 'claw back'],
    emits: ['PayOutReversalDue'],
    note: 'a person paid it, and claws back',
  },
  {
    command: 'cashout-reversed',
    of: ['waiting'],
    from: any,
    to: 'same',
    effects: ['let the waiting go'],
    emits: [],
  },
  {
    command: 'cashout-reversed',
    of: ['other'],
    from: ['none'],
    to: 'cancelled',
    effects: ['take over', 'reversed'],
    emits: [],
    note: 'it came before the settlement',
  },
  {
    command: 'cashout-reversed',
    of: ['other'],
    from: any,
    to: 'same',
    effects: ['remember it is over'],
    emits: [],
    note: 'it came before the settlement',
  },
  { command: 'cashout-reversed', of: ['over'], from: any, to: 'no change', emits: [] },

  {
    command: 'orphan',
    from: ['reserved'],
    when: ['check-due'],
    to: 'released',
    emits: [],
    note: 'the bet has no such cashout 2 minutes after the reservation',
  },
  {
    command: 'found',
    from: ['reserved'],
    to: 'same',
    effects: ['check later'],
    emits: [],
    note: 'the cashout is there and not decided yet: looked at again in an hour, should its event be lost',
  },

  { command: 'claim', from: ['due', 'undetermined'], to: 'paying', emits: [], note: 'lease of 60 s' },
  {
    command: 'claim',
    from: ['paying'],
    when: ['lease-over'],
    to: 'paying',
    effects: ['may have landed'],
    emits: [],
    note: 'whoever claimed it never came back',
  },

  {
    command: 'succeeded',
    from: ['reserved', 'due', 'paying', 'undetermined', 'rejected'],
    to: 'paid',
    emits: ['PayOutCompleted'],
    note: 'the answer to whichever attempt',
  },
  {
    command: 'succeeded',
    from: ['cancelled', 'released'],
    to: 'paid',
    effects: ['reversal due'],
    emits: ['PayOutCompleted', 'PayOutReversalDue'],
    note: 'the answer to an attempt somebody took for lost',
  },
  { command: 'succeeded', from: ['paid'], to: 'no change', emits: [] },
  {
    command: 'succeeded',
    of: ['waiting', 'over', 'other'],
    from: any,
    to: 'same',
    effects: ['claw back'],
    emits: ['PayOutReversalDue'],
    note: 'an attempt of a former owner, taken for lost and cancelled by a person: its money is out',
  },

  {
    command: 'paid-before',
    from: ['paying', 'undetermined'],
    when: ['may-have-landed', 'landed-before'],
    to: 'undetermined',
    effects: ['contradicted'],
    emits: [],
    note: '104, but a former owner or somebody else was or may have been paid for this bet: listed as unresolved, a person finds out',
  },
  {
    command: 'paid-before',
    from: ['paying', 'undetermined'],
    when: ['may-have-landed'],
    to: 'paid',
    emits: ['PayOutCompleted'],
    note: '104: an earlier attempt of ours went through',
  },
  {
    command: 'paid-before',
    from: ['paying', 'undetermined'],
    when: ['reversed'],
    to: 'cancelled',
    effects: ['reversal settled', 'paid by somebody else'],
    emits: ['PayOutRejected'],
    note: '104: somebody else paid this bet, we never did, and nothing is left to pay',
  },
  {
    command: 'paid-before',
    from: ['paying', 'undetermined'],
    to: 'rejected',
    effects: ['paid by somebody else'],
    emits: ['PayOutRejected'],
    note: '104: somebody else paid this bet, and no later 104 is taken for ours',
  },
  {
    command: 'rejected',
    from: ['paying'],
    when: ['may-have-landed'],
    to: 'undetermined',
    effects: ['contradicted'],
    emits: [],
    note: 'listed as unresolved, and still repeated',
  },
  {
    command: 'rejected',
    from: ['paying'],
    when: ['reversed'],
    to: 'cancelled',
    effects: ['reversal settled'],
    emits: ['PayOutRejected'],
    note: 'taken back on its way: nothing was paid and nothing is left to pay or to claw back',
  },
  { command: 'rejected', from: ['paying'], to: 'rejected', emits: ['PayOutRejected'] },
  {
    command: 'not-sent',
    from: ['paying'],
    when: ['may-have-landed'],
    to: 'undetermined',
    emits: [],
    note: 'this attempt never left, an earlier one may have',
  },
  {
    command: 'not-sent',
    from: ['paying'],
    when: ['reversed'],
    to: 'cancelled',
    effects: ['reversal settled'],
    emits: ['PayOutRejected'],
    note: 'taken back on its way, and nothing ever left',
  },
  {
    command: 'not-sent',
    from: ['paying'],
    to: 'undetermined',
    emits: [],
    note: 'proven never to have left (refused connection, DNS): repeated as below, and proves nothing about having landed',
  },
  {
    command: 'unclear',
    from: ['paying'],
    to: 'undetermined',
    effects: ['may have landed'],
    emits: [],
    note: 'anything else; repeated after 1, 2, 4 … 60 minutes, then hourly, never given up',
  },
  {
    command: 'overdue',
    from: ['due', 'paying', 'undetermined'],
    when: ['overdue-and-not-told'],
    to: 'same',
    effects: ['told overdue'],
    emits: ['PayOutOverdue'],
    note: '3 days after it became due, once; a retry of a person starts anew',
  },

  {
    command: 'person-paid',
    from: ['rejected', 'undetermined'],
    to: 'paid',
    emits: ['PayOutCompleted'],
    note: 'where its cashout was taken back, clawing back remains to be decided',
  },
  { command: 'person-paid', from: ['due'], when: ['reversed'], to: 'paid', emits: ['PayOutCompleted'] },
  {
    command: 'person-paid',
    from: ['paid'],
    when: ['reversal-due'],
    to: 'same',
    effects: ['reversal settled'],
    emits: [],
    note: 'what was paid stays paid',
  },
  {
    command: 'person-paid',
    of: ['waiting', 'over', 'other'],
    from: any,
    when: ['claw-back'],
    to: 'same',
    effects: ['claw-back settled'],
    emits: [],
    note: 'what was paid stays paid',
  },
  {
    command: 'person-paid',
    of: ['waiting'],
    from: any,
    when: ['refused'],
    to: 'same',
    effects: ['paid by hand'],
    emits: ['PayOutCompleted'],
    note: 'it stays here, so that a reversal finds it',
  },
  {
    command: 'person-cancelled',
    from: ['rejected', 'undetermined'],
    to: 'cancelled',
    effects: ['reversal settled'],
    emits: [],
  },
  {
    command: 'person-cancelled',
    from: ['due'],
    when: ['reversed'],
    to: 'cancelled',
    effects: ['reversal settled'],
    emits: [],
  },
  {
    command: 'person-cancelled',
    from: ['paid'],
    when: ['reversal-due'],
    to: 'cancelled',
    effects: ['reversal settled'],
    emits: [],
    note: 'clawed back; those refused before are matters of their own',
  },
  {
    command: 'person-cancelled',
    of: ['waiting'],
    from: any,
    when: ['claw-back', 'paid-by-hand'],
    to: 'same',
    effects: ['claw-back settled', 'let the waiting go'],
    emits: [],
    note: 'clawed back',
  },
  {
    command: 'person-cancelled',
    of: ['waiting', 'over', 'other'],
    from: any,
    when: ['claw-back'],
    to: 'same',
    effects: ['claw-back settled'],
    emits: [],
    note: 'what a former owner was paid is clawed back',
  },
  {
    command: 'person-cancelled',
    of: ['waiting'],
    from: any,
    when: ['refused'],
    to: 'same',
    effects: ['let the waiting go'],
    emits: [],
    note: 'there is nothing to pay for it',
  },
  {
    command: 'person-retries',
    from: ['rejected', 'undetermined'],
    to: 'due',
    emits: [],
    note: 'never of a paid one',
  },
  {
    command: 'person-retries',
    from: ['cancelled'],
    when: ['native'],
    to: 'due',
    emits: [],
    note: 'what a person has cancelled a person may open again; of a cashout the bet is free for others',
  },
];
