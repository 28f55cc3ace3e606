import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../simulation/random.ts';
import { feedWorld, leaseName, noon, overspent, told, type World } from './feed-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const seed = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);

/** A lease that was left with a cursor, so that connects carry a revision. */
async function leftAt(world: World, cursor: number): Promise<void> {
  const lease = { holder: null, leaving: false, cursor, connects: [] };
  await world.leases.save(leaseName, lease, null);
}

function startsOf({ served }: World): readonly number[] {
  return served.map(({ at }) => (at - noon) / 1_000);
}

describe('connecting to the feed', () => {
  it.each<[string, Partial<World>]>([
    ['refuses', { onConnect: () => ({ result: 'refused', takesMs: 0 }) }],
    ['closes at once', { onConnect: () => ({ result: 'open', takesMs: 0, closesAfterMs: 0 }) }],
  ])(
    'Given a provider that %s, then pauses grow from a second, and its limits are kept',
    async (_, given) => {
      const world = Object.assign(feedWorld(), given);
      await leftAt(world, noon);
      world.invoke();
      await world.clock.advance(11 * minuteMs);
      // Five, then one as soon as it is allowed; by then the pause is longer than what is left to wait.
      expect(startsOf(world).slice(0, 5)).toEqual([0, 1, 3, 7, 15]);
      expect(startsOf(world)[5]).toBe(310);
      expect(overspent(world.served)).toEqual([]);
      expect(world.counts['FeedConnects']).toBe(world.served.length);
    },
  );

  it('Given handshakes nobody answers, then each is over after 10 s', async () => {
    const world = Object.assign(feedWorld(), { onConnect: () => ({ result: 'silent', takesMs: 0 }) });
    world.invoke();
    await world.clock.advance(30_000);
    expect(world.served).toMatchObject([
      { at: noon, overAt: noon + 10_000 },
      { at: noon + 11_000, overAt: noon + 21_000 },
      { at: noon + 23_000, overAt: null },
    ]);
  });

  it('Given no revision to connect with, then five are begun within half an hour', async () => {
    const world = Object.assign(feedWorld(), { onConnect: () => ({ result: 'refused', takesMs: 0 }) });
    await leftAt(world, noon - 72 * hourMs);
    world.invoke();
    await world.clock.advance(13 * minuteMs);
    expect(world.served.map(({ revision }) => revision)).toEqual([0, 0, 0, 0, 0]);
  });

  it('Given a first connection that broke at once, then the next one has the same revision', async () => {
    const world = feedWorld();
    world.invoke();
    await world.clock.advance(10_000);
    world.current().tell({ kind: 'closed', cause: 'gone' });
    await world.clock.advance(1_000);
    expect(world.served.map(({ revision }) => revision)).toEqual(Array(2).fill(noon / 1_000 - 11 * 60));
  });

  it('Given a connection that lasted a minute, then pauses begin anew; one that did not, then they grow on', async () => {
    const world = feedWorld();
    await leftAt(world, noon);
    const lasting = [0, 0, 61_000, 30_000, 0];
    world.onConnect = () => ({ result: 'open', takesMs: 0, closesAfterMs: lasting.shift() ?? 0 });
    world.invoke();
    await world.clock.advance(3 * minuteMs);
    expect(startsOf(world)).toEqual([0, 1, 3, 65, 97]);
  });

  it('Given attempts that never reached the provider, then they count against none of its limits', async () => {
    const world = feedWorld();
    world.onConnect = () => ({ result: 'not-begun', takesMs: 0 });
    world.invoke();
    await world.clock.advance(2 * minuteMs);
    world.onConnect = () => ({ result: 'refused', takesMs: 0 });
    await world.clock.advance(2 * minuteMs);
    expect(world.served.length).toBeGreaterThanOrEqual(2);
    world.onConnect = () => ({ result: 'open', takesMs: 0 });
    await world.clock.advance(minuteMs);
    const lease = await world.lease();
    expect(lease?.connects).toHaveLength(world.served.length);
    expect(world.counts['FeedConnects']).toBe(world.served.length);
  });

  it('Given a connect that cannot be written first, then it is not begun', async () => {
    const world = feedWorld();
    let writes = 0;
    world.invoke({
      leases: (leases) => ({
        ...leases,
        async save(name, next, read) {
          writes += 1;
          if (writes === 2) throw new Error('store away');
          return leases.save(name, next, read);
        },
      }),
    });
    await world.clock.advance(999);
    expect(world.served).toEqual([]);
    await world.clock.advance(1);
    expect(world.served).toHaveLength(1);
    expect((await world.lease())?.connects).toEqual([{ at: noon + 1_000, kind: 'with-revision' }]);
  });

  it('Given the write of a connect takes 8 s, then it is begun anew, with its whole time', async () => {
    const world = feedWorld();
    let writes = 0;
    world.onConnect = () => ({ result: 'open', takesMs: 6_000 });
    world.invoke({
      leases: (leases) => ({
        ...leases,
        async save(name, next, read) {
          writes += 1;
          if (writes === 2) await world.clock.sleep(8_000);
          return leases.save(name, next, read);
        },
      }),
    });
    await world.clock.advance(20_000);
    expect(world.served).toMatchObject([{ at: noon + 9_000, openedAt: noon + 15_000 }]);
  });

  it.each([
    ['closes at once', 0],
    ['closes within seconds', 20_000],
    ['closes within minutes', 400_000],
  ])(
    `Given a feed that %s for six hours, then its limits hold over all readers (seed ${seed})`,
    async (_, longestMs) => {
      const random = seededRandom(seed);
      const world = feedWorld();
      world.onConnect = () => {
        const takesMs = random.below(9_000);
        const closesAfterMs = longestMs === 0 ? 0 : random.below(longestMs);
        return { result: random.chance(0.8) ? 'open' : 'refused', takesMs, closesAfterMs };
      };
      for (let minute = 0; minute < 360; minute += 1) {
        world.invoke({ offMs: random.below(60_001) - 30_000 });
        await world.clock.advance(minuteMs);
      }
      expect(world.violations).toEqual([]);
      expect(overspent(world.served)).toEqual([]);
      // Otherwise nothing has been put to the test.
      expect(world.served.length).toBeGreaterThan(60);
    },
    30_000,
  );

  it('Given the last message is older than can be recovered, then it connects without a revision', async () => {
    const world = feedWorld();
    await leftAt(world, noon - 72 * hourMs);
    world.invoke();
    await world.clock.advance(0);
    expect(world.served).toMatchObject([{ revision: 0 }]);
  });
});

describe('the life of a connection', () => {
  it('Given nothing comes for a minute, then it is closed and begun again from the cursor', async () => {
    const world = Object.assign(feedWorld(), { pingEveryMs: null });
    world.invoke();
    await world.clock.advance(5_000);
    world.current().tell(told('b1', 4_000));
    await world.clock.advance(59_999);
    expect(world.served).toMatchObject([{ overAt: null }]);
    await world.clock.advance(1);
    expect(world.served).toMatchObject([{ overAt: noon + 65_000 }]);
    await world.clock.advance(1_000);
    expect(world.served[1]).toMatchObject({ at: noon + 66_000, revision: (noon + 4_000) / 1_000 - 60 });
    expect(world.logged).toContainEqual(expect.stringContaining('"cause":"silent"'));
  });

  it('Given another length of silence, then that counts', async () => {
    const world = Object.assign(feedWorld(), { pingEveryMs: null, silentAfterMs: 5_000 });
    world.invoke();
    await world.clock.advance(5_000);
    expect(world.served).toMatchObject([{ overAt: noon + 5_000 }]);
  });

  it.each([
    ['values', told('b1', 1)],
    ['pings', { kind: 'ping', pingId: 'p' } as const],
    ['unreadable messages', { kind: 'unreadable' } as const],
    ['signs of life', { kind: 'sign-of-life' } as const],
  ])('Given nothing but %s, then it is not silent', async (_, event) => {
    const world = Object.assign(feedWorld(), { pingEveryMs: null });
    world.invoke();
    for (let each = 0; each < 6; each += 1) {
      await world.clock.advance(50_000);
      world.current().tell(event);
    }
    expect(world.served).toHaveLength(1);
  });

  it('Given pings, then each is answered at once with its id', async () => {
    const world = Object.assign(feedWorld(), { pingEveryMs: null });
    world.invoke();
    await world.clock.advance(1);
    for (const pingId of ['a', 'b']) world.current().tell({ kind: 'ping', pingId });
    await world.clock.advance(0);
    expect(world.current().pongs).toEqual(['a', 'b']);
  });

  it('Given unreadable messages, then they are counted, and what comes between them is kept', async () => {
    const world = feedWorld();
    world.invoke();
    await world.clock.advance(1);
    for (const event of [{ kind: 'unreadable' } as const, told('b1', 1), { kind: 'unreadable' } as const]) {
      world.current().tell(event);
    }
    await world.clock.advance(1_000);
    expect(world.counts).toMatchObject({ FeedMessagesUnreadable: 2, FeedValues: 1 });
    expect(world.sink.kept).toMatchObject([[{ betId: 'b1' }]]);
  });
});
