import type { DecidedBy, Status } from './cashout.ts';

/** What can happen to a cashout. */
export const commandNames = [
  'request',
  'send',
  'withdraw',
  'never-sent',
  'provider-accepted',
  'provider-declined',
  'provider-unclear',
  'lease-over',
  'infer-not-executed',
  'deadline-passed',
  'person-accepts',
  'person-declines',
  'callback-accepted',
  'callback-declined',
  'feed-cashed-out',
] as const;
export type CommandName = (typeof commandNames)[number];

export const eventTypes = [
  'CashoutSettled',
  'CashoutDeclined',
  'CashoutUnknown',
  'CashoutUnresolved',
  'CashoutReversed',
  'CashoutConflict',
] as const;
export type EventType = (typeof eventTypes)[number];

/** What must hold besides the status; `decide` gives each its meaning. */
export type Condition =
  | 'live-delay'
  | 'same-amount'
  | 'other-amount'
  | 'with-amount'
  | 'without-amount'
  | 'declined-by-inference-or-person'
  | 'declined-by-provider'
  | 'past-known-stake';

export interface Transition {
  readonly command: CommandName;
  /** `none`: the bet has no such cashout yet. */
  readonly from: readonly (Status | 'none')[];
  /** All must hold; absent means always. */
  readonly when?: readonly Condition[];
  readonly to: Status | 'no change' | 'refused: amount-conflict';
  readonly decidedBy?: DecidedBy;
  readonly emits: readonly EventType[];
  /** For the reader of the generated page. */
  readonly note?: string;
}

/**
 * Every way a cashout changes. The first row whose command, status and conditions fit applies; what no row
 * names does not happen. This is the only place the table exists: the page `docs/cashout-states.md` and the
 * tests are generated from it.
 */
export const transitions: readonly Transition[] = [
  { command: 'request', from: ['none'], when: ['live-delay'], to: 'held', emits: [] },
  { command: 'request', from: ['none'], to: 'pending', emits: [] },

  { command: 'send', from: ['held'], to: 'pending', emits: [], note: 'delay over, price judged again' },
  {
    command: 'withdraw',
    from: ['held'],
    to: 'declined',
    emits: ['CashoutDeclined'],
    note: 'price gone, switched off, bet closed (decided by the hub), or a person',
  },
  {
    command: 'never-sent',
    from: ['pending'],
    to: 'declined',
    decidedBy: 'hub',
    emits: ['CashoutDeclined'],
    note:
      'refused connection, DNS, own validation, 429, 401 after one refresh, past `sendBefore`; where the hub itself ' +
      'decides, also the end of the lease',
  },

  {
    command: 'provider-accepted',
    from: ['pending', 'unknown'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled'],
  },
  {
    command: 'provider-accepted',
    from: ['declined'],
    when: ['declined-by-inference-or-person'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled', 'CashoutConflict'],
  },
  {
    command: 'provider-accepted',
    from: ['accepted', 'reversed'],
    when: ['same-amount'],
    to: 'no change',
    emits: [],
  },
  {
    command: 'provider-accepted',
    from: ['accepted', 'reversed'],
    when: ['other-amount'],
    to: 'no change',
    emits: ['CashoutConflict'],
  },

  {
    command: 'provider-declined',
    from: ['pending', 'unknown'],
    to: 'declined',
    decidedBy: 'provider',
    emits: ['CashoutDeclined'],
  },
  { command: 'provider-declined', from: ['accepted'], to: 'no change', emits: ['CashoutConflict'] },
  { command: 'provider-declined', from: ['declined', 'reversed'], to: 'no change', emits: [] },

  { command: 'provider-unclear', from: ['pending'], to: 'unknown', emits: ['CashoutUnknown'] },
  {
    command: 'provider-unclear',
    from: ['unknown', 'accepted', 'declined', 'reversed'],
    to: 'no change',
    emits: [],
  },
  {
    command: 'lease-over',
    from: ['pending'],
    to: 'unknown',
    emits: ['CashoutUnknown'],
    note: 'whoever sent it never came back',
  },

  {
    command: 'infer-not-executed',
    from: ['unknown'],
    to: 'declined',
    decidedBy: 'inference',
    emits: ['CashoutDeclined'],
  },
  {
    command: 'deadline-passed',
    from: ['unknown'],
    to: 'unknown',
    emits: ['CashoutUnresolved'],
    note: 'sets `escalatedAt`',
  },
  {
    command: 'person-accepts',
    from: ['unknown'],
    to: 'accepted',
    decidedBy: 'person',
    emits: ['CashoutSettled'],
  },
  {
    command: 'person-declines',
    from: ['unknown'],
    to: 'declined',
    decidedBy: 'person',
    emits: ['CashoutDeclined'],
  },

  {
    command: 'callback-accepted',
    from: ['none', 'pending', 'unknown'],
    when: ['past-known-stake'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled', 'CashoutConflict'],
  },
  {
    command: 'callback-accepted',
    from: ['none', 'pending', 'unknown'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled'],
  },
  {
    command: 'callback-accepted',
    from: ['accepted', 'reversed'],
    when: ['same-amount'],
    to: 'no change',
    emits: [],
  },
  {
    command: 'callback-accepted',
    from: ['accepted', 'reversed'],
    when: ['other-amount'],
    to: 'refused: amount-conflict',
    emits: ['CashoutConflict'],
  },
  {
    command: 'callback-accepted',
    from: ['declined'],
    when: ['declined-by-provider'],
    to: 'no change',
    emits: [],
    note: 'a late original',
  },
  {
    command: 'callback-declined',
    from: ['accepted'],
    to: 'reversed',
    decidedBy: 'provider',
    emits: ['CashoutReversed'],
  },
  {
    command: 'callback-declined',
    from: ['none', 'pending', 'unknown'],
    to: 'declined',
    decidedBy: 'provider',
    emits: ['CashoutDeclined'],
  },
  { command: 'callback-declined', from: ['declined', 'reversed'], to: 'no change', emits: [] },

  { command: 'feed-cashed-out', from: ['accepted'], when: ['without-amount'], to: 'no change', emits: [] },
  { command: 'feed-cashed-out', from: ['accepted'], when: ['same-amount'], to: 'no change', emits: [] },
  {
    command: 'feed-cashed-out',
    from: ['accepted'],
    when: ['other-amount'],
    to: 'no change',
    emits: ['CashoutConflict'],
  },
  {
    command: 'feed-cashed-out',
    from: ['unknown'],
    when: ['with-amount'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled'],
  },
  {
    command: 'feed-cashed-out',
    from: ['unknown'],
    when: ['without-amount'],
    to: 'no change',
    emits: [],
    note: 'a person decides',
  },
  {
    command: 'feed-cashed-out',
    from: ['declined'],
    when: ['declined-by-inference-or-person', 'with-amount'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled', 'CashoutConflict'],
  },
  {
    command: 'feed-cashed-out',
    from: ['declined'],
    when: ['declined-by-inference-or-person', 'without-amount'],
    to: 'no change',
    emits: ['CashoutConflict'],
    note: 'a person decides',
  },
  {
    command: 'feed-cashed-out',
    from: ['held'],
    to: 'declined',
    decidedBy: 'hub',
    emits: ['CashoutDeclined'],
    note: 'withdrawn; the cashout made elsewhere is recorded by the row below',
  },
  {
    command: 'feed-cashed-out',
    from: ['none'],
    when: ['with-amount'],
    to: 'accepted',
    decidedBy: 'provider',
    emits: ['CashoutSettled'],
    note: 'made elsewhere: `origin: external`, no pay-out',
  },
  {
    command: 'feed-cashed-out',
    from: ['none'],
    when: ['without-amount'],
    to: 'unknown',
    emits: ['CashoutUnknown'],
    note: 'made elsewhere, amount not told: a person decides',
  },
];
