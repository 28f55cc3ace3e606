import type { HubEventType } from '../lib/contracts/events/event-schemas.ts';
import type { PayOutEventType } from '../lib/domain/pay-out/transitions.ts';

/** A count of the hub's own that wakes somebody up. */
export interface WatchedCount {
  /** Of its alarms, and its heading in the runbook. */
  readonly id: string;
  readonly metric: string;
  /** Besides `service`, which is the operation; exactly those it is counted with. */
  readonly dimensions?: Readonly<Record<string, string>>;
  /** Whoever counts it; each has an alarm of its own. */
  readonly operations: readonly string[];
  /** What is lost: the first line of the alarm. */
  readonly impact: string;
  readonly seen: Seen;
}

/** How much of it must be seen. */
export interface Seen {
  readonly atLeast: number;
  readonly withinMinutes: number;
  /** Of these spans of time, one after the other; each must hold as much. */
  readonly inARow: number;
}

/** Nothing but a person mends it, so one is enough. */
const once: Seen = { atLeast: 1, withinMinutes: 5, inARow: 1 };

/** The next run mends it, if it passes at all; what is still there after a quarter of an hour does not. */
const lasting: Seen = { atLeast: 1, withinMinutes: 5, inARow: 3 };

/** The other reader takes over and lasts thirteen minutes: that one loses it as well is no coincidence. */
const again: Seen = { atLeast: 2, withinMinutes: 30, inARow: 1 };

/** One event that fails each time comes about ten times in its first hour; one that fails once or twice passes. */
const stubborn: Seen = { atLeast: 5, withinMinutes: 60, inARow: 1 };

/** Whoever puts events on the bus: what the stream missed is swept. */
const publishers = ['relay-outbox', 'sweep-due-work'];

/** Whoever asks BETCORE to pay. */
const payers = ['pay-out-betcore', 'betcore-pay-out', 'sweep-due-work'];

/** A person's decision also settles what waits for the same BETCORE bet. */
const payOutDeciders = [...payers, 'resolve-pay-out'];

const events = (type: HubEventType) =>
  ({ metric: 'Events', dimensions: { type }, operations: publishers, seen: once }) as const;
const payOutEvents = (type: PayOutEventType) =>
  ({ metric: 'PayOutEvents', dimensions: { type }, operations: payOutDeciders, seen: once }) as const;

export const watchedCounts: readonly WatchedCount[] = [
  {
    id: 'cashout-unresolved',
    ...events('CashoutUnresolved'),
    impact: 'A bet stays locked until a person finds out whether its player was cashed out.',
  },
  {
    id: 'cashout-conflict',
    ...events('CashoutConflict'),
    impact: "A player's balance is wrong until a person corrects it.",
  },
  {
    id: 'pay-out-rejected',
    ...payOutEvents('PayOutRejected'),
    impact: 'A player is not paid for a cashout until a person sees to it.',
  },
  {
    id: 'pay-out-reversal-due',
    ...payOutEvents('PayOutReversalDue'),
    impact: 'A player has or may get money for a cashout that was taken back.',
  },
  {
    id: 'pay-out-overdue',
    ...payOutEvents('PayOutOverdue'),
    impact: 'A player has waited too long for a pay-out, and nobody knows whether it was paid.',
  },
  {
    id: 'pay-out-contradicted',
    metric: 'PayOutsContradicted',
    operations: payers,
    impact: 'Nobody knows whether a player was paid, and BETCORE will not settle it by itself.',
    seen: once,
  },
  {
    id: 'callback-conflict',
    metric: 'CallbackConflicts',
    dimensions: { provider: 'databet' },
    operations: ['databet-cashout-accepted'],
    impact: 'A player was credited another amount than DATA.BET tells now.',
    seen: once,
  },
  {
    id: 'feed-cashout-not-recorded',
    metric: 'FeedCashoutsNotRecorded',
    operations: ['read-odds88-feed'],
    impact: 'A bet that was cashed out at Odds88 is still open here.',
    seen: once,
  },
  {
    id: 'put-aside',
    metric: 'PutAside',
    operations: ['relay-outbox'],
    impact: 'Events of a bet or a pay-out are held back until a person mends its item.',
    seen: once,
  },
  {
    id: 'events-not-taken',
    metric: 'EventsNotTaken',
    operations: publishers,
    impact: 'Consumers are not told what happens, and alarms that count events are silent.',
    seen: lasting,
  },
  {
    id: 'events-failed',
    metric: 'EventsFailed',
    operations: ['pay-out-betcore', 'deliver-webhooks', 'archive-events'],
    impact: 'A consumer cannot work on events; they wait and are tried again for more than a day.',
    seen: stubborn,
  },
  {
    id: 'sweep-failures',
    metric: 'SweepFailures',
    operations: ['sweep-due-work'],
    impact: 'Single cashouts or pay-outs are not finished.',
    seen: lasting,
  },
  {
    id: 'subscription-lapses',
    metric: 'SubscriptionLapsesPossible',
    operations: ['renew-odds88-subscriptions', 'unsubscribe-bets', 'odds88-unsubscribe'],
    impact: 'Players may see no cashout amounts for Odds88 bets they follow.',
    seen: lasting,
  },
  {
    id: 'feed-lost',
    metric: 'FeedLost',
    operations: ['read-odds88-feed'],
    impact: 'Odds88 amounts come late or not at all, and so do cashouts made elsewhere.',
    seen: again,
  },
];
