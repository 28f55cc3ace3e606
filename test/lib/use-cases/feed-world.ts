import { memoryFeedLeaseStore } from '../../../lib/adapters/memory/feed-lease-store.ts';
import { type ManualClock, manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { waiting } from '../../../lib/adapters/system/waiting.ts';
import type { FeedValue } from '../../../lib/domain/subscription/feed-value.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import type { Feed, FeedConnection, FeedEvent, FeedSink } from '../../../lib/ports/feed.ts';
import type { FeedLease, FeedLeaseStore } from '../../../lib/ports/feed-lease-store.ts';
import { readFeed } from '../../../lib/use-cases/read-feed.ts';

/** The start of every world; its clock is the true one, those of containers may be off. */
export const noon = Date.UTC(2026, 9, 18, 12);
export const leaseName = 'feed-odds88';

/** A process of ours: its clock is off by this much, and nothing in it happens while it is frozen. */
export interface Container {
  readonly name: string;
  readonly clock: Clock;
  isFrozen(): boolean;
  freeze(): void;
  thaw(): void;
  /** How many of its timers are set. */
  timers(): number;
  /** Hands a result to it, once it is not frozen. */
  told<T>(result: Promise<T>): Promise<T>;
}

function container(world: ManualClock, name: string, offMs: number): Container {
  let frozen: { readonly calls: (() => void)[] } | null = null;
  let timers = 0;
  const whenThawed = (call: () => void): void => {
    if (frozen === null) call();
    else frozen.calls.push(call);
  };
  const after = (ms: number, call: () => void): (() => void) => {
    const { signal, release } = world.deadline(ms);
    let isSet = true;
    timers += 1;
    const unset = (): boolean => {
      if (!isSet) return false;
      isSet = false;
      timers -= 1;
      return true;
    };
    signal.addEventListener('abort', () => whenThawed(() => unset() && call()));
    return () => {
      release();
      unset();
    };
  };
  return {
    name,
    clock: { now: () => world.now() + offMs, ...waiting(after) },
    isFrozen: () => frozen !== null,
    freeze() {
      frozen ??= { calls: [] };
    },
    thaw() {
      const { calls } = frozen ?? { calls: [] };
      frozen = null;
      for (const call of calls) call();
    },
    timers: () => timers,
    async told(result) {
      const thawed = () => new Promise<void>((resolve) => whenThawed(resolve));
      try {
        return await result;
      } finally {
        await thawed();
      }
    },
  };
}

/** What becomes of a handshake. The provider has it from its begin; `open` for good, the others for a while. */
export interface Handshake {
  readonly result: 'open' | 'refused' | 'silent' | 'not-begun';
  readonly takesMs: number;
  /** After it was opened. */
  readonly closesAfterMs?: number;
}

interface Connect {
  /** On the true clock. */
  readonly at: number;
  readonly revision: number;
  readonly container: Container;
}

/** A connection as the provider sees it. */
export interface Served extends Connect {
  readonly openedAt: number | null;
  readonly overAt: number | null;
  readonly pongs: readonly string[];
  tell(event: FeedEvent): void;
}

type Told = { -readonly [K in keyof Served]: Served[K] };

export interface World {
  readonly clock: ManualClock;
  readonly leases: FeedLeaseStore;
  lease(): Promise<FeedLease | null>;
  /** Every handshake that reached the provider, and what came of it, oldest first. */
  readonly served: readonly Served[];
  /** The connection that is open; throws when there is none. */
  current(): Served;
  /** How many connections are open. */
  open(): number;
  /** Every reader, in the order they were invoked. */
  readonly runs: readonly Run[];
  /** What the provider saw that it must not see. */
  readonly violations: readonly string[];
  /** How the next handshakes end; opens at once by default. */
  onConnect: (connect: Connect) => Handshake;
  /** Null for a provider that says nothing by itself. */
  pingEveryMs: number | null;
  /** What connections are opened with. */
  silentAfterMs: number;
  /** How long a goodbye takes to arrive. */
  closeTakesMs: number;
  readonly sink: FakeSink;
  readonly counts: Readonly<Record<string, number>>;
  readonly logged: readonly string[];
  /** Invokes a reader; `offMs` is how far its clock is off. */
  invoke(given?: Invocation): Run;
}

export interface Invocation {
  readonly offMs?: number;
  /** Puts something between the reader and the leases. */
  readonly leases?: (leases: FeedLeaseStore, container: Container) => FeedLeaseStore;
}

export interface Run {
  readonly container: Container;
  readonly shutdown: AbortController;
  readonly done: Promise<void>;
  isDone(): boolean;
}

export interface FakeSink extends FeedSink {
  readonly kept: (readonly FeedValue[])[];
  readonly cashouts: FeedValue[];
  /** Called before anything is kept; it may reject, or take its time. */
  before: (values: readonly FeedValue[], kind: 'keep' | 'cashedOut') => Promise<void>;
}

export function feedWorld(): World {
  const violations: string[] = [];
  const served: Told[] = [];
  const counts: Record<string, number> = {};
  const logged: string[] = [];
  const leases = memoryFeedLeaseStore();
  const count = (name: string, amount = 1): void => {
    counts[name] = (counts[name] ?? 0) + amount;
  };
  const clock = manualClock(noon, async () => {
    await new Promise((resolve) => setImmediate(resolve));
    noteOverlap();
  });
  const isAlive = ({ overAt }: Served) => overAt === null;

  function noteOverlap(): void {
    const alive = served.filter((one) => isAlive(one) && !one.container.isFrozen());
    if (alive.length < 2) return;
    const names = alive.map(({ container, at }) => `${container.name} since ${at - noon}`);
    violations.push(`at ${clock.now() - noon}: ${names.join(' and ')}`);
  }

  const sink: FakeSink = {
    kept: [],
    cashouts: [],
    before: async () => {},
    async keep(values) {
      await sink.before(values, 'keep');
      sink.kept.push(values);
    },
    async cashedOut(value) {
      await sink.before([value], 'cashedOut');
      sink.cashouts.push(value);
    },
  };

  function feedOf(its: Container): Feed {
    return {
      connect(revision, by, signal) {
        return its.told(connect(its, revision, by - its.clock.now(), signal));
      },
    };
  }

  async function connect(its: Container, revision: number, leftMs: number, signal: AbortSignal) {
    const connect: Connect = { at: clock.now(), revision, container: its };
    const { result, takesMs, closesAfterMs } = world.onConnect(connect);
    const failed = (cause: string, begun = true) => ({ kind: 'failed', cause, begun }) as const;
    if (result === 'not-begun') return failed('no token', false);
    const one: Told = { ...connect, openedAt: null, overAt: null, pongs: [], tell: () => {} };
    served.push(one);
    noteOverlap();
    const isLate = result === 'silent' || takesMs > leftMs;
    await clock.sleep(isLate ? leftMs : takesMs, signal).catch(() => undefined);
    if (isLate || signal.aborted || result === 'refused') {
      one.overAt = clock.now();
      return failed(signal.aborted ? 'given up' : result);
    }
    one.openedAt = clock.now();
    const connection = opened(one, its);
    void ping(one);
    if (closesAfterMs !== undefined) {
      void clock.sleep(closesAfterMs).then(() => one.tell({ kind: 'closed', cause: 'by the provider' }));
    }
    return { kind: 'open', connection, silentAfterMs: world.silentAfterMs } as const;
  }

  async function ping(one: Served): Promise<void> {
    for (let ping = 1; world.pingEveryMs !== null && isAlive(one); ping += 1) {
      await clock.sleep(world.pingEveryMs);
      one.tell({ kind: 'ping', pingId: `ping ${ping}` });
    }
  }

  function opened(one: Told, its: Container): FeedConnection {
    const queue: FeedEvent[] = [];
    let over: FeedEvent | null = null;
    let waiting: ((event: FeedEvent) => void) | null = null;
    let closing: Promise<void> | null = null;
    one.tell = (event) => {
      if (over !== null) return;
      if (event.kind === 'closed') {
        over = event;
        one.overAt ??= clock.now();
      } else if (waiting === null) queue.push(event);
      waiting?.(event);
      waiting = null;
    };
    return {
      next: () =>
        its.told((async () => queue.shift() ?? over ?? new Promise((resolve) => (waiting = resolve)))()),
      answerPing(id) {
        one.pongs = [...one.pongs, id];
      },
      close() {
        closing ??= (async () => {
          queue.splice(0);
          over ??= { kind: 'closed', cause: 'by us' };
          waiting?.(over);
          if (world.closeTakesMs > 0 && isAlive(one)) await clock.sleep(world.closeTakesMs);
          one.overAt ??= clock.now();
        })();
        return its.told(closing);
      },
    };
  }

  const runs: Run[] = [];
  const world: World = {
    clock,
    leases,
    lease: () => leases.load(leaseName),
    served,
    current() {
      const one = served.find((each) => isAlive(each) && each.openedAt !== null);
      if (one === undefined) throw new Error('no connection is open');
      return one;
    },
    open: () => served.filter((each) => isAlive(each) && each.openedAt !== null).length,
    runs,
    violations,
    onConnect: () => ({ result: 'open', takesMs: 0 }),
    pingEveryMs: 20_000,
    silentAfterMs: 60_000,
    closeTakesMs: 0,
    sink,
    counts,
    logged,
    invoke({ offMs = 0, leases: between = (all: FeedLeaseStore) => all } = {}) {
      const its = container(clock, `run ${runs.length + 1}`, offMs);
      const shutdown = new AbortController();
      let isDone = false;
      const write = (message: string, fields: object = {}) => {
        logged.push(`${message} ${JSON.stringify(fields)}`);
      };
      const direct: FeedLeaseStore = {
        load: (name) => its.told(leases.load(name)),
        save: (name, next, read) => its.told(leases.save(name, next, read)),
      };
      const done = readFeed({
        feed: feedOf(its),
        feedLeases: between(direct, its),
        sink,
        clock: its.clock,
        ids: { next: () => its.name },
        log: { info: write, warn: write, error: (message, _, fields) => write(message, fields) },
        metrics: { count },
        shutdown: shutdown.signal,
      }).finally(() => {
        isDone = true;
      });
      const run: Run = { container: its, shutdown, done, isDone: () => isDone };
      runs.push(run);
      return run;
    },
  };
  return world;
}

const minuteMs = 60_000;

/** Where the provider may have seen more than five connects of a kind within its window, however long each took. */
export function overspent(served: readonly Served[]): readonly string[] {
  const isOld = ({ revision, at }: Served) => revision * 1_000 < at - 3 * 24 * 60 * minuteMs;
  const kinds = [
    { windowMs: 30 * minuteMs, connects: served.filter(isOld) },
    { windowMs: 5 * minuteMs, connects: served.filter((one) => !isOld(one)) },
  ];
  return kinds.flatMap(({ windowMs, connects }) =>
    connects.flatMap(({ at, openedAt, overAt }, place) => {
      const sixth = connects[place + 5];
      if (sixth === undefined || sixth.at - (openedAt ?? overAt ?? at) >= windowMs) return [];
      return [`six within ${windowMs} ms of ${at - noon}`];
    }),
  );
}

/** `value('b1', 5)`: bet b1 told at noon + 5 ms. */
export function value(betId: string, afterNoonMs: number, given: Partial<FeedValue> = {}): FeedValue {
  const rest = { playerId: null, status: 'available', amount: null, reason: null } as const;
  return { betId, at: noon + afterNoonMs, ...rest, ...given };
}

export function told(betId: string, afterNoonMs: number, given: Partial<FeedValue> = {}): FeedEvent {
  return { kind: 'value', value: value(betId, afterNoonMs, given) };
}
