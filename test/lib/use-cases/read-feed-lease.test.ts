import { describe, expect, it } from 'vitest';
import type { FeedLease, FeedLeaseStore } from '../../../lib/ports/feed-lease-store.ts';
import { feedWorld, leaseName, noon, told, type World } from './feed-world.ts';

const minuteMs = 60_000;

const stranger: Omit<FeedLease, 'beat'> = { holder: 'stranger', leaving: false, cursor: null, connects: [] };

/** Somebody who is no reader of ours holds the lease. */
async function heldByStranger(world: World, given: Partial<FeedLease> = {}): Promise<FeedLease> {
  const saved = await world.leases.save(leaseName, { ...stranger, ...given }, null);
  if (saved === null) throw new Error('the lease is taken');
  return saved;
}

async function strangerBeats(world: World, given: Partial<FeedLease> = {}): Promise<void> {
  const read = await world.lease();
  await world.leases.save(leaseName, { ...stranger, ...given }, read);
}

/** Store calls that can be made to fail or to hang, by a switch. */
function fragile() {
  const state = { saves: 'served' as 'served' | 'fail' | 'hang' | 'lose answers', loads: 'served' };
  const hang = () => new Promise<never>(() => {});
  const between = (leases: FeedLeaseStore): FeedLeaseStore => ({
    async load(name) {
      if (state.loads === 'fail') throw new Error('store away');
      return leases.load(name);
    },
    async save(name, next, read) {
      if (state.saves === 'fail') throw new Error('store away');
      if (state.saves === 'hang') return hang();
      const saved = await leases.save(name, next, read);
      if (state.saves === 'lose answers') throw new Error('answer lost');
      return saved;
    },
  });
  return { state, between };
}

describe('taking the lease of the feed', () => {
  it('Given a lease that never was, then it is taken at once, and the connect is written before it is begun', async () => {
    const world = feedWorld();
    let lease: FeedLease | null = null;
    world.onConnect = () => {
      void world.lease().then((found) => (lease = found));
      return { result: 'open', takesMs: 100 };
    };
    world.invoke();
    await world.clock.advance(0);
    expect(lease).toEqual({
      holder: 'run 1',
      beat: 2,
      leaving: false,
      cursor: null,
      connects: [{ at: noon, kind: 'with-revision' }],
    });
    expect(world.served).toMatchObject([{ at: noon, revision: noon / 1_000 - 11 * 60 }]);
  });

  it('Given a lease nobody holds, then it is taken at once, with its cursor and its connects', async () => {
    const world = feedWorld();
    const connects = [{ at: noon - minuteMs, kind: 'with-revision' as const }];
    await heldByStranger(world, { holder: null, cursor: noon - 500, connects });
    world.invoke();
    await world.clock.advance(0);
    expect(world.served).toMatchObject([{ at: noon, revision: Math.floor((noon - 60_500) / 1_000) }]);
    expect(await world.lease()).toMatchObject({
      holder: 'run 1',
      cursor: noon - 500,
      connects: [...connects, { at: noon, kind: 'with-revision' }],
    });
  });

  it('Given a lease held by one who beats, then it is left alone, and the run ends 65 s after it was invoked', async () => {
    const world = feedWorld();
    await heldByStranger(world);
    const { isDone, container } = world.invoke();
    for (let second = 0; second < 60; second += 10) {
      await world.clock.advance(10_000);
      await strangerBeats(world);
    }
    expect(isDone()).toBe(false);
    await world.clock.advance(5_000);
    expect(isDone()).toBe(true);
    expect(container.timers()).toBe(0);
    expect(world.served).toEqual([]);
    expect(await world.lease()).toMatchObject({ holder: 'stranger' });
  });

  it('Given a holder that died, then its lease is taken 30 s after its beat was first seen', async () => {
    const world = feedWorld();
    await heldByStranger(world);
    world.invoke();
    await world.clock.advance(29_999);
    expect(world.served).toEqual([]);
    await world.clock.advance(1);
    expect(world.served).toMatchObject([{ at: noon + 30_000 }]);
  });

  it('Given a holder whose beats come late, then the 30 s begin anew with each', async () => {
    const world = feedWorld();
    await heldByStranger(world);
    world.invoke();
    await world.clock.advance(29_000);
    await strangerBeats(world);
    await world.clock.advance(30_999);
    expect(world.served).toEqual([]);
    // Seen at the look of second 30.
    await world.clock.advance(1);
    expect(world.served).toMatchObject([{ at: noon + 60_000 }]);
  });

  it('Given a process that stood still, then the time it slept through does not count', async () => {
    const world = feedWorld();
    await heldByStranger(world);
    const { container } = world.invoke();
    await world.clock.advance(15_000);
    container.freeze();
    await world.clock.advance(40_000);
    container.thaw();
    await world.clock.advance(0);
    expect(world.served).toEqual([]);
  });

  it('Given the store cannot be read, then the run goes on looking, and in the end says so', async () => {
    const world = feedWorld();
    const { state, between } = fragile();
    state.loads = 'fail';
    const { done, isDone } = world.invoke({ leases: between });
    const failed = expect(done).rejects.toThrow('store away');
    await world.clock.advance(65_000);
    await failed;
    expect(isDone()).toBe(true);
  });

  it('Given the store comes back while it waits, then it takes the lease', async () => {
    const world = feedWorld();
    const { state, between } = fragile();
    state.loads = 'fail';
    world.invoke({ leases: between });
    await world.clock.advance(20_000);
    state.loads = 'served';
    await world.clock.advance(1_000);
    expect(world.current().container.name).toBe('run 1');
  });

  it('Given shutdown while it waits, then it ends at once', async () => {
    const world = feedWorld();
    await heldByStranger(world);
    const { shutdown, isDone, container } = world.invoke();
    await world.clock.advance(5_000);
    shutdown.abort();
    await world.clock.advance(0);
    expect([isDone(), container.timers()]).toEqual([true, 0]);
  });
});

describe('holding the lease of the feed', () => {
  it('Given a quiet hold, then it beats every 10 s with the cursor, and connects once', async () => {
    const world = feedWorld();
    world.invoke();
    await world.clock.advance(1);
    const before = (await world.lease())?.beat ?? 0;
    world.current().tell(told('b1', 1));
    await world.clock.advance(79_000);
    expect(await world.lease()).toMatchObject({ beat: before + 7, cursor: noon + 1 });
    expect(world.served).toHaveLength(1);
  });

  it('Given somebody takes it over, then the connection is closed with the next beat, and the run ends', async () => {
    const world = feedWorld();
    const { isDone, container } = world.invoke();
    await world.clock.advance(15_000);
    await strangerBeats(world);
    await world.clock.advance(4_999);
    expect(world.served[0]?.overAt).toBeNull();
    await world.clock.advance(1);
    expect(world.served).toMatchObject([{ overAt: noon + 20_000 }]);
    expect([isDone(), container.timers()]).toEqual([true, 0]);
    expect(world.counts).toMatchObject({ FeedLost: 1 });
    expect(await world.lease()).toMatchObject({ holder: 'stranger' });
  });

  it.each(['fail', 'hang'] as const)(
    'Given beats that %s, then the connection is closed 20 s after the last good one was begun, and the run ends',
    async (saves) => {
      const world = feedWorld();
      const { state, between } = fragile();
      const { isDone, container } = world.invoke({ leases: between });
      await world.clock.advance(15_000);
      state.saves = saves;
      await world.clock.advance(14_999);
      expect(world.served[0]?.overAt).toBeNull();
      await world.clock.advance(1);
      expect(world.served).toMatchObject([{ overAt: noon + 30_000 }]);
      expect(world.counts).toMatchObject({ FeedLost: 1 });
      await world.clock.advance(7_000);
      expect([isDone(), container.timers()]).toEqual([true, 0]);
    },
  );

  it('Given the store fails for 15 s, then the connection stays', async () => {
    const world = feedWorld();
    const { state, between } = fragile();
    world.invoke({ leases: between });
    await world.clock.advance(12_000);
    state.saves = 'fail';
    await world.clock.advance(15_000);
    state.saves = 'served';
    await world.clock.advance(minuteMs);
    expect(world.served).toMatchObject([{ overAt: null }]);
    expect(world.counts).not.toHaveProperty('FeedLost');
  });

  it('Given answers to beats are lost, then it knows them for its own afterwards', async () => {
    const world = feedWorld();
    const { state, between } = fragile();
    world.invoke({ leases: between });
    await world.clock.advance(9_000);
    state.saves = 'lose answers';
    await world.clock.advance(1_500);
    // The next beat says something else than the one that was lost.
    world.current().tell(told('b1', 10_500));
    await world.clock.advance(2_500);
    state.saves = 'served';
    await world.clock.advance(minuteMs);
    expect(world.served).toMatchObject([{ overAt: null }]);
    expect(world.counts).not.toHaveProperty('FeedLost');
  });

  it('Given a lost hold and a store that is back, then the lease is freed for the next', async () => {
    const world = feedWorld();
    const { state, between } = fragile();
    const { isDone } = world.invoke({ leases: between });
    await world.clock.advance(15_000);
    state.saves = 'fail';
    await world.clock.advance(16_000);
    state.saves = 'served';
    await world.clock.advance(2_000);
    expect(isDone()).toBe(true);
    expect(await world.lease()).toMatchObject({ holder: null });
  });

  it('Given a beat that takes 9 s, then the hold stays; one that takes 25 s loses it', async () => {
    const world = feedWorld();
    let takesMs = 9_000;
    const slow = (leases: FeedLeaseStore): FeedLeaseStore => ({
      ...leases,
      async save(name, next, read) {
        if (world.clock.now() >= noon + 10_000) await world.clock.sleep(takesMs);
        return leases.save(name, next, read);
      },
    });
    world.invoke({ leases: slow });
    await world.clock.advance(2 * minuteMs);
    expect(world.served).toMatchObject([{ overAt: null }]);
    takesMs = 25_000;
    await world.clock.advance(minuteMs);
    expect(world.served[0]?.overAt).not.toBeNull();
    expect(world.counts).toMatchObject({ FeedLost: 1 });
  });

  it('Given it stood still for longer than a lease, then it closes before it does anything else', async () => {
    const world = feedWorld();
    const { container, isDone } = world.invoke();
    await world.clock.advance(12_000);
    container.freeze();
    await world.clock.advance(45_000);
    container.thaw();
    await world.clock.advance(0);
    expect(world.served).toMatchObject([{ overAt: noon + 57_000 }]);
    await world.clock.advance(5_000);
    expect(isDone()).toBe(true);
  });
});

describe('the end of a life', () => {
  /** A run at every minute, as EventBridge invokes them. */
  async function minutes(world: World, count: number): Promise<void> {
    for (let minute = 0; minute < count; minute += 1) {
      world.invoke();
      await world.clock.advance(minuteMs);
    }
  }

  it('Given its end is near, then it says that it is leaving 25 s before', async () => {
    const world = feedWorld();
    world.invoke();
    await world.clock.advance(810_000 - 25_001);
    expect(await world.lease()).toMatchObject({ leaving: false });
    await world.clock.advance(1);
    expect(await world.lease()).toMatchObject({ leaving: true, holder: 'run 1' });
  });

  it('Given 13.5 min have passed, then what it has is kept, the connection closed, and the lease freed with its cursor', async () => {
    const world = feedWorld();
    world.closeTakesMs = 200;
    const { isDone, container } = world.invoke();
    await world.clock.advance(809_900);
    world.current().tell(told('b1', 809_900));
    await world.clock.advance(100);
    expect(world.sink.kept).toMatchObject([[{ betId: 'b1' }]]);
    expect(isDone()).toBe(false);
    await world.clock.advance(200);
    expect(world.served).toMatchObject([{ overAt: noon + 810_200 }]);
    expect(await world.lease()).toMatchObject({ holder: null, leaving: false, cursor: noon + 809_900 });
    expect([isDone(), container.timers()]).toEqual([true, 0]);
  });

  it('Given it waited for a minute first, then it ends 13.5 min after its invocation all the same', async () => {
    const world = feedWorld();
    await heldByStranger(world);
    const { isDone } = world.invoke();
    await world.clock.advance(809_999);
    expect(isDone()).toBe(false);
    await world.clock.advance(1);
    expect(isDone()).toBe(true);
  });

  it('Given a run every minute for two hours, then every hand-over leaves at most 5 s without a connection', async () => {
    const world = feedWorld();
    world.closeTakesMs = 300;
    world.onConnect = () => ({ result: 'open', takesMs: 400 });
    await minutes(world, 120);
    expect(world.violations).toEqual([]);
    expect(world.served.length).toBeGreaterThanOrEqual(9);
    for (const [place, { openedAt }] of world.served.entries()) {
      const before = world.served[place - 1];
      if (before === undefined) continue;
      expect((openedAt ?? Number.NaN) - (before.overAt ?? Number.NaN)).toBeLessThanOrEqual(5_000);
    }
  });

  it.each<[string, () => Promise<void>]>([
    ['takes nothing', () => Promise.reject(new Error('store away'))],
    ['does not answer', () => new Promise(() => {})],
  ])('Given a store that %s any more, then the end is held up for three seconds', async (_, before) => {
    const world = feedWorld();
    const { isDone, container } = world.invoke();
    await world.clock.advance(805_000);
    world.sink.before = before;
    world.current().tell(told('b1', 805_000, { status: 'cashed-out' }));
    await world.clock.advance(7_999);
    expect(isDone()).toBe(false);
    await world.clock.advance(1);
    expect([isDone(), container.timers()]).toEqual([true, 0]);
    expect(await world.lease()).toMatchObject({ holder: null, cursor: noon - 10 * minuteMs });
  });

  it('Given another takes the lease while the last values are kept, then the connection is closed at once', async () => {
    const world = feedWorld();
    await heldByStranger(world, { leaving: true });
    world.invoke();
    await world.clock.advance(500);
    await strangerBeats(world, { holder: null });
    await world.clock.advance(808_500);
    world.sink.before = () => new Promise(() => {});
    world.current().tell(told('b1', 809_000));
    await world.clock.advance(1_500);
    await strangerBeats(world);
    // Taken at second 1, it beats at 811.
    await world.clock.advance(500);
    expect(world.served).toMatchObject([{ at: noon + 1_000, overAt: noon + 811_000 }]);
  });

  it('Given the lease cannot be freed, then the run ends all the same, and the next one waits its 30 s', async () => {
    const world = feedWorld();
    const { state, between } = fragile();
    const { isDone, container } = world.invoke({ leases: between });
    await world.clock.advance(809_000);
    state.saves = 'hang';
    await world.clock.advance(8_000);
    expect([isDone(), container.timers()]).toEqual([true, 0]);
    world.invoke();
    await world.clock.advance(29_999);
    expect(world.served).toHaveLength(1);
    await world.clock.advance(1);
    expect(world.served).toHaveLength(2);
  });

  it.each<[string, number, Partial<World>]>([
    ['connected', 30_000, {}],
    ['in a handshake', 5_000, { onConnect: () => ({ result: 'silent', takesMs: 0 }) }],
    ['between two attempts', 12_500, { onConnect: () => ({ result: 'refused', takesMs: 0 }) }],
    ['waiting for the budget', minuteMs, { onConnect: () => ({ result: 'refused', takesMs: 0 }) }],
  ])(
    'Given shutdown while it is %s, then it stops at once, frees the lease and leaves no timer',
    async (_, afterMs, given) => {
      const world = Object.assign(feedWorld(), given);
      const { shutdown, isDone, container } = world.invoke();
      await world.clock.advance(afterMs);
      expect(isDone()).toBe(false);
      shutdown.abort();
      await world.clock.advance(0);
      expect([isDone(), container.timers()]).toEqual([true, 0]);
      expect(await world.lease()).toMatchObject({ holder: null });
      expect(world.served.filter(({ overAt }) => overAt === null)).toEqual([]);
    },
  );
});
