import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { memoryGroupStore } from '../../lib/adapters/memory/group-store.ts';
import { memoryLeaseStore } from '../../lib/adapters/memory/lease-store.ts';
import { manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { memoryWatchStore } from '../../lib/adapters/memory/watch-store.ts';
import type { Ids } from '../../lib/ports/ids.ts';
import type { LeaseStore } from '../../lib/ports/lease-store.ts';
import { type RenewNeeds, renewSubscriptions } from '../../lib/use-cases/renew-subscriptions.ts';
import { subscribeBets } from '../../lib/use-cases/subscribe-bets.ts';
import { unsubscribeBets } from '../../lib/use-cases/unsubscribe-bets.ts';
import { silentMetrics } from '../support/silent.ts';
import { immortal, type Life, mortal } from './mortal.ts';
import { type Random, seededRandom } from './random.ts';
import { subscriptionWorld, type World } from './subscription-world.ts';

export interface SimulationOptions {
  readonly seed: number;
  /** Watched at the same time, more or less. */
  readonly bets: number;
  readonly hours: number;
  /** Provider faults, lost containers, overlapping runs, players who come and go. */
  readonly chaos: boolean;
  readonly onHour?: (hour: number) => void;
}

export interface SimulationReport {
  readonly world: Pick<World, 'lapses' | 'needless' | 'breaksMs' | 'calls'>;
  readonly runs: { readonly begun: number; readonly lost: number; readonly doubled: number };
  /** Of renewal runs alone. */
  readonly groupWrites: number;
  /** The least calls, which are also the least group writes: a hundred bets each, once in eight minutes. */
  readonly least: number;
  /** `least`, 5 % and 16 per eight minutes. */
  readonly budget: number;
  /** Logged as errors: no store fails here, so nothing may. */
  readonly errors: readonly string[];
}

const minuteMs = 60_000;
const minutesPerCycle = 8;
const dayMs = 24 * 60 * minuteMs;
const start = Date.parse('2026-03-01T00:00:00Z');

/** Watched bets over virtual time: players subscribe and leave, the renewal runs every minute, things go wrong. */
export async function simulateSubscriptions(options: SimulationOptions): Promise<SimulationReport> {
  const { seed, bets, hours, chaos, onHour } = options;
  const random = seededRandom(seed);
  const clock = manualClock(start, turn);
  const world = subscriptionWorld({ clock, random, faults: chaos });
  const ids = countingIds();
  const watches = memoryWatchStore();
  const leases = memoryLeaseStore();
  const counted = countWrites(memoryGroupStore());
  const runs = { begun: 0, lost: 0, doubled: 0 };
  const errors: string[] = [];
  let least = 0;
  let budget = 0;

  const needsOf = (life: Life, renews: boolean, lease: LeaseStore): RenewNeeds => {
    const diesBefore = random.chance(0.5);
    const alive = <T extends object>(part: T): T =>
      Number.isFinite(life.callsLeft) ? mortal(part, life, diesBefore) : part;
    return {
      clock: alive(clock),
      ids,
      log: { info: () => undefined, warn: () => undefined, error: (_, fault) => errors.push(String(fault)) },
      metrics: silentMetrics,
      watches: alive(watches),
      groups: alive(renews ? counted.store : counted.uncounted),
      leases: alive(lease),
      subscriptions: alive(world.provider(renews)),
    };
  };

  const players = crowd(world, random, (life) => needsOf(life, false, leases), clock.now, bets);
  const open = players.fill();
  await settle(clock, open);

  let lostAt = Number.NEGATIVE_INFINITY;
  for (let minute = 1; minute <= hours * 60; minute += 1) {
    await clock.advance(start + minute * minuteMs - clock.now() + random.below(2_000));
    if (minute % minutesPerCycle === 0) {
      const cycle = Math.ceil(world.watched() / 100);
      least += cycle;
      budget += cycle * 1.05 + 16;
    }
    if (minute % 60 === 0) onHour?.(minute / 60);
    const quiet = clock.now() - lostAt > 5 * minuteMs;
    const life = immortal();
    if (chaos && quiet && random.chance(0.1)) {
      // Half of them die, the others meet a provider that is away for a while: both at once is an outage.
      lostAt = clock.now();
      if (random.chance(0.5)) life.callsLeft = 1 + random.below(bets / 20);
      else world.outageUntil = clock.now() + random.below(20_000);
    }
    runs.begun += 1;
    void renewSubscriptions(needsOf(life, true, leases));
    if (Number.isFinite(life.callsLeft)) runs.lost += 1;
    if (chaos && random.chance(0.05)) {
      runs.doubled += 1;
      void renewSubscriptions(needsOf(immortal(), true, alwaysFree));
    }
    if (chaos) players.comeAndGo();
  }
  await clock.advance(minuteMs);
  world.close();
  return { world, runs, groupWrites: counted.writes(), least, budget, errors };
}

/** As a lease looks from a clock that is far ahead. */
const alwaysFree: LeaseStore = { acquire: async () => true, release: async () => undefined };

function crowd(
  world: World,
  random: Random,
  needsOf: (life: Life) => RenewNeeds,
  now: () => number,
  bets: number,
) {
  const busy = new Set<string>();
  const follows = followers(random);
  const ledger = memoryBetStore();

  async function follow(betIds: readonly string[], viewerId: string, keepForMs: number, life: Life) {
    const free = betIds.filter((betId) => !busy.has(`${betId} ${viewerId}`));
    for (const betId of free) busy.add(`${betId} ${viewerId}`);
    // Until it is answered the bet may be followed already; where the caller dies, to the end of what it asked for.
    const unsureForMs = Number.isFinite(life.callsLeft) ? keepForMs + minuteMs : minuteMs;
    for (const betId of free) world.unsure(betId, now() + unsureForMs);
    for (const answer of await subscribeBets(
      { ...needsOf(life), bets: ledger },
      { betIds: free, viewerId, keepForMs },
    )) {
      busy.delete(`${answer.betId} ${viewerId}`);
      // It has asked, so where another viewer joined before it could be taken back its interest stays to its end.
      if (answer.outcome !== 'subscribed') {
        world.unsure(answer.betId, now() + keepForMs + minuteMs);
        continue;
      }
      world.answered(answer.betId, viewerId, answer.expiresAt);
      follows.add(answer.betId, viewerId);
    }
  }

  async function leave(betIds: readonly string[], viewerId: string) {
    for (const betId of betIds) {
      busy.add(`${betId} ${viewerId}`);
      world.left(betId, viewerId);
      follows.remove(betId, viewerId);
    }
    for (const answer of await unsubscribeBets(needsOf(immortal()), { betIds, viewerId })) {
      if (answer.outcome === 'failed') world.unsure(answer.betId, now() + dayMs);
      busy.delete(`${answer.betId} ${viewerId}`);
    }
  }

  return {
    /** Everybody opens their bet history. */
    fill(): Promise<unknown> {
      const calls: Promise<unknown>[] = [];
      for (let first = 0; first < bets; ) {
        const size = Math.min(1 + random.below(1_000), bets - first);
        const betIds = Array.from({ length: size }, (_, place) => `b${first + place}`);
        calls.push(follow(betIds, 'v0', 2 * dayMs, immortal()));
        first += size;
      }
      return Promise.all(calls);
    },
    /** In a minute: pages of ten bets are opened, left, opened on a second device, or opened by a dying container. */
    comeAndGo(): void {
      const pages = Math.ceil(bets / 1_000);
      for (let page = 0; page < pages; page += 1) {
        const viewerId = `v${random.below(3)}`;
        const first = random.below(bets);
        const betIds = Array.from({ length: 1 + random.below(10) }, (_, place) => `b${first + place}`);
        const life = random.chance(0.02) ? { callsLeft: 1 + random.below(30) } : immortal();
        void follow(betIds, viewerId, (1 + random.below(180)) * minuteMs, life);
      }
      for (let attempt = 0; attempt < pages * 4; attempt += 1) {
        const one = follows.any();
        if (one === undefined || busy.has(`${one.betId} ${one.viewerId}`)) continue;
        // Most of those who were there from the beginning stay.
        if (one.viewerId !== 'v0' || random.chance(0.1)) void leave([one.betId], one.viewerId);
      }
    },
  };
}

/** Who follows what, by name and by lot. */
function followers(random: Random) {
  const places = new Map<string, number>();
  const all: { readonly betId: string; readonly viewerId: string }[] = [];
  return {
    add(betId: string, viewerId: string): void {
      if (places.has(`${betId} ${viewerId}`)) return;
      places.set(`${betId} ${viewerId}`, all.length);
      all.push({ betId, viewerId });
    },
    remove(betId: string, viewerId: string): void {
      const place = places.get(`${betId} ${viewerId}`);
      const last = all.pop();
      if (place === undefined || last === undefined) return;
      places.delete(`${betId} ${viewerId}`);
      if (place === all.length) return;
      all[place] = last;
      places.set(`${last.betId} ${last.viewerId}`, place);
    },
    any: () => all[random.below(all.length)],
  };
}

type Groups = ReturnType<typeof memoryGroupStore>;

function countWrites(store: Groups): {
  readonly store: Groups;
  readonly uncounted: Groups;
  writes(): number;
} {
  let writes = 0;
  return {
    uncounted: store,
    store: {
      loadMany: (ids) => store.loadMany(ids),
      listDue: (shard, before, cursor) => store.listDue(shard, before, cursor),
      save(group) {
        writes += 1;
        return store.save(group);
      },
      remove(group) {
        writes += 1;
        return store.remove(group);
      },
    },
    writes: () => writes,
  };
}

function countingIds(): Ids {
  let count = 0;
  return {
    next() {
      count += 1;
      return `id-${count}`;
    },
  };
}

async function settle(clock: ReturnType<typeof manualClock>, work: Promise<unknown>): Promise<void> {
  let over = false;
  void work.then(() => {
    over = true;
  });
  while (!over) await clock.advance(100);
}

/** The memory twins wait for nothing: one turn of the event loop is past all that was set in motion. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
