import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedValue } from '../../../lib/domain/subscription/feed-value.ts';
import { feedWorld, noon, told, value, type World } from './feed-world.ts';

const minuteMs = 60_000;

async function connected(): Promise<World> {
  const world = feedWorld();
  world.invoke();
  await world.clock.advance(1_000);
  return world;
}

/** So long that it has told what it was to recover. */
async function longConnected(): Promise<World> {
  const world = await connected();
  await world.clock.advance(minuteMs);
  return world;
}

function tellAll(world: World, values: readonly FeedValue[]): void {
  for (const each of values) world.current().tell({ kind: 'value', value: each });
}

async function cursorOf(world: World): Promise<number | null | undefined> {
  // Written with the next beat.
  await world.clock.advance(10_000);
  return (await world.lease())?.cursor;
}

const away = () => Promise.reject(new Error('store away'));

describe('keeping what the feed tells', () => {
  it('Given values of a bet within 250 ms, then the newest is kept, once, 250 ms after the first', async () => {
    const world = await connected();
    tellAll(world, [value('b1', 10), value('b1', 30)]);
    await world.clock.advance(200);
    tellAll(world, [value('b1', 20)]);
    await world.clock.advance(49);
    expect(world.sink.kept).toEqual([]);
    await world.clock.advance(1);
    expect(world.sink.kept).toEqual([[value('b1', 30)]]);
    expect(world.counts).toMatchObject({ FeedValues: 3 });
  });

  it('Given two of one instant, then the later one counts as newer', async () => {
    const world = await connected();
    tellAll(world, [value('b1', 10, { reason: 'first' }), value('b1', 10, { reason: 'second' })]);
    await world.clock.advance(250);
    expect(world.sink.kept).toEqual([[value('b1', 10, { reason: 'second' })]]);
  });

  it('Given many bets, then a call takes at most a hundred, and four calls are under way at once', async () => {
    const world = await connected();
    let underWay = 0;
    let most = 0;
    world.sink.before = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await world.clock.sleep(50);
      underWay -= 1;
    };
    tellAll(
      world,
      Array.from({ length: 1_001 }, (_, bet) => value(`b${bet}`, 10)),
    );
    await world.clock.advance(1_000);
    expect(world.sink.kept.map(({ length }) => length)).toEqual([...Array(10).fill(100), 1]);
    expect(most).toBe(4);
  });

  it('Given cashed-out values of a bet, then each is told, and the newest is kept besides', async () => {
    const world = await connected();
    const cashouts = [10, 20].map((at) => value('b1', at, { status: 'cashed-out' }));
    tellAll(world, [...cashouts, value('b1', 5), value('b2', 5)]);
    await world.clock.advance(250);
    expect(world.sink.cashouts).toEqual(cashouts);
    expect(world.sink.kept).toEqual([[value('b1', 20, { status: 'cashed-out' }), value('b2', 5)]]);
  });

  it('Given the connection ends right after a value, then it is kept all the same', async () => {
    const world = await connected();
    tellAll(world, [value('b1', 10)]);
    world.current().tell({ kind: 'closed', cause: 'gone' });
    await world.clock.advance(250);
    expect(world.sink.kept).toEqual([[value('b1', 10)]]);
  });

  it('Given any values, faults and pauses, then the newest of each bet is kept last, and every cashed-out one told', async () => {
    const anyValue = fc.record({
      bet: fc.integer({ min: 0, max: 5 }),
      at: fc.integer({ min: 0, max: 900 }),
      isCashedOut: fc.boolean(),
      pauseMs: fc.constantFrom(0, 0, 50, 300),
      fails: fc.boolean(),
    });
    const property = fc.asyncProperty(fc.array(anyValue, { maxLength: 30 }), async (script) => {
      const world = await connected();
      const sent: FeedValue[] = [];
      for (const [place, { bet, at, isCashedOut, pauseMs, fails }] of script.entries()) {
        world.sink.before = async () => {
          await world.clock.sleep(20);
          if (fails) throw new Error('store away');
        };
        const status = isCashedOut ? 'cashed-out' : 'available';
        sent.push(value(`b${bet}`, at, { status, reason: String(place) }));
        tellAll(world, sent.slice(-1));
        await world.clock.advance(pauseMs);
      }
      world.sink.before = async () => {};
      await world.clock.advance(minuteMs + 12_000);
      const stored = new Map<string, FeedValue>();
      for (const each of world.sink.kept.flat()) {
        // As a store does: an older one changes nothing, an equal one counts as newer.
        if ((stored.get(each.betId)?.at ?? -1) <= each.at) stored.set(each.betId, each);
      }
      const newest = new Map<string, FeedValue>();
      for (const each of sent)
        if ((newest.get(each.betId)?.at ?? -1) <= each.at) newest.set(each.betId, each);
      expect(stored).toEqual(newest);
      const cashedOut = sent.filter(({ status }) => status === 'cashed-out');
      expect(new Set(world.sink.cashouts)).toEqual(new Set(cashedOut));
      expect(world.sink.cashouts).toHaveLength(cashedOut.length);
      if (sent.length > 0) expect((await world.lease())?.cursor).toBe(Math.max(...sent.map(({ at }) => at)));
    });
    await fc.assert(property, { numRuns: 40 });
  });
});

describe('the cursor', () => {
  it('Given values are kept, then it is the newest instant among all received, in any order', async () => {
    const world = await longConnected();
    tellAll(world, [value('b1', 700), value('b2', 300)]);
    await world.clock.advance(250);
    expect(await cursorOf(world)).toBe(noon + 700);
    tellAll(world, [value('b3', 200)]);
    expect(await cursorOf(world)).toBe(noon + 700);
  });

  it.each<[string, 'keep' | 'cashedOut']>([
    ['a value is not kept', 'keep'],
    ['a cashed-out one is not told', 'cashedOut'],
  ])('Given %s, then it stays where it was until that is done', async (_, kind) => {
    const world = await longConnected();
    tellAll(world, [value('b1', 500)]);
    await world.clock.advance(250);
    world.sink.before = async ([first], asked) => {
      if (asked === kind && first?.betId === 'b2') await away();
    };
    tellAll(world, [value('b2', 600, { status: 'cashed-out' }), value('b3', 700)]);
    await world.clock.advance(250);
    tellAll(world, [value('b4', 800)]);
    expect(await cursorOf(world)).toBe(noon + 500);
    world.sink.before = async () => {};
    await world.clock.advance(4_000);
    expect(await cursorOf(world)).toBe(noon + 800);
  });

  it('Given an instant yet to come, then it moves no further than to now', async () => {
    const world = await longConnected();
    tellAll(world, [value('b1', 24 * 60 * minuteMs)]);
    expect(await cursorOf(world)).toBe(noon + 61_000);
  });

  it('Given what came while the rest was being kept, then it counts only once it is kept itself', async () => {
    const world = await longConnected();
    world.sink.before = () => world.clock.sleep(7_000);
    tellAll(world, [value('b1', 500)]);
    await world.clock.advance(300);
    tellAll(world, [value('b2', 900)]);
    // The first is kept at 68.25 s, the second at 75.25 s.
    expect(await cursorOf(world)).toBe(noon + 500);
    expect(await cursorOf(world)).toBe(noon + 900);
  });
});

describe('a store that takes nothing', () => {
  it('Given faults, then pauses grow, and what is newer by then is kept instead', async () => {
    const world = await connected();
    const tries: number[] = [];
    world.sink.before = () => {
      tries.push(world.clock.now() - noon - 1_000);
      return away();
    };
    tellAll(world, [value('b1', 100)]);
    await world.clock.advance(5_000);
    expect(tries).toEqual([250, 500, 1_000, 2_000, 4_000]);
    tellAll(world, [value('b1', 200), value('b2', 50)]);
    world.sink.before = async () => {};
    await world.clock.advance(3_000);
    expect(world.sink.kept).toEqual([[value('b1', 200), value('b2', 50)]]);
    expect(world.served).toHaveLength(1);
  });

  it('Given a later one of the same instant came while it failed, then that is kept', async () => {
    const world = await connected();
    world.sink.before = () => world.clock.sleep(500).then(away);
    tellAll(world, [value('b1', 100, { reason: 'first' })]);
    await world.clock.advance(500);
    tellAll(world, [value('b1', 100, { reason: 'second' })]);
    await world.clock.advance(250);
    world.sink.before = async () => {};
    await world.clock.advance(2_000);
    expect(world.sink.kept).toEqual([[value('b1', 100, { reason: 'second' })]]);
  });

  it.each<[string, () => Promise<void>]>([
    ['rejects', away],
    ['hangs', () => new Promise(() => {})],
  ])('Given it %s for 20 s, then the connection is closed', async (_, before) => {
    const world = await connected();
    world.sink.before = before;
    tellAll(world, [value('b1', 100)]);
    await world.clock.advance(19_999);
    expect(world.served).toMatchObject([{ overAt: null }]);
    await world.clock.advance(1);
    expect(world.served).toMatchObject([{ overAt: noon + 21_000 }]);
    expect(world.logged).toContainEqual(expect.stringContaining('"cause":"no values kept"'));
  });

  it('Given it recovers, then what was held is kept first, and the feed begun again from there', async () => {
    const world = await longConnected();
    world.sink.before = away;
    tellAll(world, [value('b1', 100, { status: 'cashed-out' })]);
    await world.clock.advance(40_000);
    expect(world.served).toHaveLength(1);
    world.sink.before = async () => {};
    await world.clock.advance(5_000);
    expect(world.sink.cashouts).toHaveLength(1);
    expect(world.served).toMatchObject([{}, { revision: Math.floor((noon + 100) / 1_000) - 60 }]);
  });

  it('Given a minute without recovery, then a connection shows whether other values are kept', async () => {
    const world = await connected();
    world.sink.before = async (values) => {
      if (values.some(({ betId }) => betId === 'poison')) await away();
    };
    tellAll(world, [value('poison', 100, { status: 'cashed-out' })]);
    await world.clock.advance(20_000 + minuteMs + 1_000);
    expect(world.served).toHaveLength(2);
    for (let second = 0; second < 120; second += 10) {
      tellAll(world, [value('poison-free', 100, { status: 'cashed-out' })]);
      await world.clock.advance(10_000);
    }
    expect(world.served).toMatchObject([{}, { overAt: null }]);
    expect(world.sink.cashouts.map(({ betId }) => betId)).toEqual(Array(12).fill('poison-free'));
  });

  it('Given more bets than can be held, then the connection is closed, and begun again once there is room', async () => {
    const world = await connected();
    world.sink.before = away;
    tellAll(
      world,
      Array.from({ length: 50_500 }, (_, bet) => value(`b${bet}`, 100)),
    );
    await world.clock.advance(0);
    expect(world.served).toMatchObject([{ overAt: noon + 1_000 }]);
    expect(world.logged).toContainEqual(expect.stringContaining('"cause":"more values than can be held"'));
    await world.clock.advance(2 * minuteMs);
    expect(world.served).toHaveLength(1);
    world.sink.before = async () => {};
    await world.clock.advance(10_000);
    expect(world.sink.kept.flat()).toHaveLength(50_000);
    expect(world.served).toHaveLength(2);
    // Fifty thousand values, again and again, on a machine that may be busy.
  }, 30_000);

  it('Given another reader takes over meanwhile, then the connection is closed with what is not kept', async () => {
    const world = await connected();
    world.sink.before = away;
    tellAll(world, [value('b1', 100)]);
    const read = await world.lease();
    await world.leases.save(
      'feed-odds88',
      { holder: 'other', leaving: false, cursor: null, connects: [] },
      read,
    );
    await world.clock.advance(9_000);
    expect(world.served).toMatchObject([{ overAt: noon + 10_000 }]);
  });
});

it('Given a value, then what the log says of it is no more than how many there are', async () => {
  const world = await connected();
  world.sink.before = away;
  world.current().tell(told('bet-of-a-player', 100, { playerId: 'player-7' }));
  await world.clock.advance(5_000);
  expect(world.logged.join()).toContain('feed values not kept');
  expect(world.logged.join()).not.toMatch(/bet-of-a-player|player-7/);
});
