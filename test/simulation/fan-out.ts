import { activity } from '../../infra/local/engine/activity.ts';
import { type CarriedEvent, localBus } from '../../infra/local/engine/bus.ts';
import { type VirtualClock, virtualClock } from '../../infra/local/engine/clock.ts';
import { localQueues } from '../../infra/local/engine/queues.ts';
import { localRules } from '../../infra/local/engine/rules.ts';
import { localStream } from '../../infra/local/engine/stream.ts';
import { itemPk } from '../../lib/adapters/dynamodb/keys.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { memoryFailureQueue } from '../../lib/adapters/memory/failure-queue.ts';
import { memoryWatchStore } from '../../lib/adapters/memory/watch-store.ts';
import { readBusMessage } from '../../lib/contracts/events/bus-message.ts';
import { eventSource } from '../../lib/contracts/events/cashout-event.ts';
import { applyCommand, type Bet, type BetRef, blankBet } from '../../lib/domain/bet/bet.ts';
import { knownCurrencies } from '../../lib/domain/money/currency.ts';
import { reason } from '../../lib/domain/reasons.ts';
import type { BetStore } from '../../lib/ports/bet-store.ts';
import type { EventBus } from '../../lib/ports/event-bus.ts';
import { itemStreamOperation } from '../../lib/runtime/stream-operation.ts';
import { relayOutbox } from '../../lib/use-cases/relay-outbox.ts';
import { sweepDueWork } from '../../lib/use-cases/sweep-due-work.ts';
import { anOpening, eur } from '../support/builders.ts';
import { payOutParts } from '../support/pay-out-parts.ts';
import { silentLog, silentMetrics } from '../support/silent.ts';
import { subscriptionParts } from '../support/subscriptions.ts';
import { type Life, mortal } from './mortal.ts';

/** How a container ends: after so many calls to the outside, the last of them without or with its effect. */
export interface Death {
  readonly afterCalls: number;
  readonly diesBefore: boolean;
}

export interface FanOutOptions {
  readonly clock: VirtualClock;
  /** What the next container of the relay or the sweeper comes to; null lives on. */
  readonly nextDeath: () => Death | null;
  /**
   * Whether the bus does not take the next entry it is given.
   * @default it takes all
   */
  readonly refuses?: () => boolean;
}

/** The way of events on the engine: ledger, stream, relay, sweeper, bus, and one queue with a consumer. */
export interface FanOut {
  readonly stream: ReturnType<typeof localStream>;
  readonly bus: ReturnType<typeof localBus>;
  readonly queues: ReturnType<typeof localQueues>;
  /** An accepted cashout of a new bet. */
  settle(): Promise<void>;
  /** Takes the cashout of a bet back that was accepted; nothing where there is none left. */
  reverse(): Promise<void>;
  sweep(): Promise<void>;
  /** Until nothing is under way. */
  rest(): Promise<void>;
  /** What must have reached everybody, as `<betId> <type>`. */
  expected(): ReadonlySet<string>;
  /** What the consumer was given, the same way. */
  consumed(): ReadonlySet<string>;
  /** Ids of events by what they say; more than one breaks a promise. */
  idsOf(): ReadonlyMap<string, ReadonlySet<string>>;
  /** Bets with a full outbox, or something due. */
  left(): Promise<readonly Bet[]>;
}

/** Longer than any container of ours lives. */
const lifetimeMs = 30_000;

export function fanOut({ clock, nextDeath, refuses = () => false }: FanOutOptions): FanOut {
  const work = activity();
  clock.onSettle((patienceMs) => work.settled(patienceMs));
  const engine = { clock, activity: work, log: silentLog };
  const queues = localQueues(engine);
  const rules = localRules(queues);
  const ids = new Map<string, Set<string>>();
  let lastId = 0;
  const bus = localBus({
    ids: { next: () => `id-${++lastId}` },
    source: eventSource,
    onCarried(events) {
      for (const event of events) note(ids, event);
      rules.carry(events, clock.now());
    },
  });
  const stream = localStream(clock, work, silentLog);
  const bets = streamed(memoryBetStore(), stream);
  const parts = { ...subscriptionParts(), watches: memoryWatchStore(), ...payOutParts(bets) };
  const needs = {
    ...parts,
    clock,
    bets,
    bus: refusing(bus, refuses),
    failures: memoryFailureQueue(),
    quoteReaders: {},
  };
  const common = { currencies: knownCurrencies(), log: silentLog, metrics: silentMetrics };
  const consumed = new Set<string>();
  const refs: BetRef[] = [];
  const reversible: BetRef[] = [];
  const expected = new Set<string>();

  rules.add({ consumer: 'wallet', events: 'all' });
  queues.attach({
    name: 'wallet',
    batchSize: 10,
    maxReceives: 1_000,
    visibilityMs: 60_000,
    async deliver({ Records }) {
      for (const { body } of Records) consumed.add(nameOf(readBusMessage(body)));
      return { batchItemFailures: [] };
    },
  });
  const relay = itemStreamOperation<typeof needs & typeof common>(
    'relay-outbox',
    (own) => (changed) => relayOutbox(own, changed),
  );
  stream.attach({
    id: 'relay-outbox',
    onlyWith: 'unsent',
    giveUp: () => undefined,
    deliver: (event) =>
      inContainer((own) => relay.bind({ ...own, ...common })(event, { awsRequestId: 'run' })),
  });

  /** Runs work in a container that may die; then it fails once its time is over, as a Lambda does. */
  async function inContainer<Result>(run: (own: typeof needs) => Promise<Result>): Promise<Result> {
    const death = nextDeath();
    if (death === null) return run(needs);
    const { promise: died, reject } = Promise.withResolvers<never>();
    const life = mortalLife(death.afterCalls, () => reject(new Error('the container died')));
    const lost = <Part extends object>(part: Part): Part => mortal(part, life, death.diesBefore);
    const own = { ...needs, bets: lost(bets), bus: lost(needs.bus), work: lost(needs.work) };
    return Promise.race([run(own), died]);
  }

  return {
    stream,
    bus,
    queues,
    async settle() {
      const ref = { provider: 'gr8', betId: `bet-${refs.length}` } as const;
      refs.push(ref);
      const at = clock.now();
      const opening = anOpening({ cashoutId: `co_${ref.betId}`, leaseUntil: at + lifetimeMs });
      const asked = applyCommand(blankBet(ref), opening.cashoutId, { name: 'request', at, opening }, 'call');
      const accept = { name: 'provider-accepted', at, amount: eur('92.5') } as const;
      await bets.save(applyCommand(asked.bet, opening.cashoutId, accept, 'call').bet, at);
      reversible.push(ref);
      expected.add(`${ref.betId} CashoutSettled`);
    },
    async reverse() {
      const ref = reversible.pop();
      if (ref === undefined) return;
      const declined = {
        name: 'callback-declined',
        at: clock.now(),
        reason: reason('provider-rejected'),
      } as const;
      for (;;) {
        const { bet } = applyCommand(await bets.load(ref), `co_${ref.betId}`, declined, 'callback');
        if ((await bets.save(bet, clock.now())).saved) break;
      }
      expected.add(`${ref.betId} CashoutReversed`);
    },
    sweep: () =>
      work.track(() =>
        inContainer((own) => sweepDueWork({ ...own, ...common }, 'run')).catch(() => undefined),
      ),
    async rest() {
      await work.idle(5_000);
    },
    expected: () => expected,
    consumed: () => consumed,
    idsOf: () => ids,
    async left() {
      const all = await Promise.all(refs.map((ref) => bets.load(ref)));
      return all.filter(({ outbox, dueAt }) => outbox.length > 0 || dueAt !== null);
    },
  };
}

/** Tells when it is over: `mortal` lets a dead container's calls hang for ever. */
function mortalLife(callsLeft: number, onDeath: () => void): Life {
  let left = callsLeft;
  return {
    get callsLeft() {
      return left;
    },
    set callsLeft(next) {
      left = next;
      if (next <= 0) onDeath();
    },
  };
}

/** EventBridge takes some entries of a call and refuses others. */
function refusing(bus: EventBus, refuses: () => boolean): EventBus {
  return {
    async put(events) {
      const taken = events.filter(() => !refuses());
      await bus.put(taken);
      return events.map((event) => taken.includes(event));
    },
  };
}

/** The store as a table with a stream. */
function streamed(bets: BetStore, stream: ReturnType<typeof localStream>): BetStore {
  return {
    ...bets,
    async save(bet, now) {
      const saved = await bets.save(bet, now);
      if (saved.saved) {
        const keys = { pk: { S: itemPk({ type: 'bet', ...bet }) }, sk: { S: 'BET' } };
        stream.write(keys, { ...keys, ...(bet.outbox.length === 0 ? {} : { unsent: { N: '1' } }) });
      }
      return saved;
    },
  };
}

function note(ids: Map<string, Set<string>>, event: CarriedEvent): void {
  const { metadata, data } = event.detail as { metadata: { id: string }; data: { betId: string } };
  const name = `${data.betId} ${event['detail-type']}`;
  ids.set(name, (ids.get(name) ?? new Set()).add(metadata.id));
}

function nameOf(message: ReturnType<typeof readBusMessage>): string {
  return `${message?.data['betId']} ${message?.type}`;
}

/** A clock that only moves when it is told to. */
export function standingClock(): VirtualClock {
  const startedAt = Date.UTC(2026, 2, 1, 12);
  return virtualClock({ real: () => startedAt, wakeAfter: () => () => undefined });
}
