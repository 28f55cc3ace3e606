import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeedValue } from '../../../lib/domain/subscription/feed-value.ts';
import { feedWorld, leaseName, noon, value, type World } from './feed-world.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A reader that left everything up to this instant behind, and then nobody read. */
async function leftAt(world: World, cursor: number): Promise<void> {
  const lease = { holder: null, leaving: false, cursor, connects: [] };
  await world.leases.save(leaseName, lease, null);
}

/** What the provider sends again: everything since the revision, in the order given. */
function recovered(world: World, backlog: readonly FeedValue[]): readonly FeedValue[] {
  const { revision } = world.current();
  return backlog.filter(({ at }) => at >= revision * 1_000);
}

function tellAll(world: World, values: readonly FeedValue[]): void {
  for (const each of values) world.current().tell({ kind: 'value', value: each });
}

function breakUp(world: World): void {
  world.current().tell({ kind: 'closed', cause: 'broken' });
}

const revisionsOf = ({ served }: World) => served.map(({ revision }) => revision);
const cursorOf = async (world: World) => (await world.lease())?.cursor;

/** An hour nobody has read, of bets told one after the other, the newest first. */
const hourLeftOut = Array.from({ length: 60 }, (_, minute) => value(`b${minute}`, -minute * minuteMs));

describe('a connection that breaks in the middle of a recovery', () => {
  it('Given the newest came first, then what did not come by then comes with the next connection', async () => {
    const world = feedWorld();
    await leftAt(world, noon - hourMs);
    world.invoke();
    await world.clock.advance(0);
    tellAll(world, recovered(world, hourLeftOut).slice(0, 20));
    await world.clock.advance(30_000);
    breakUp(world);
    await world.clock.advance(1_000);
    tellAll(world, recovered(world, hourLeftOut));
    await world.clock.advance(1_000);
    const kept = new Set(world.sink.kept.flat().map(({ betId }) => betId));
    expect(kept).toEqual(new Set(hourLeftOut.map(({ betId }) => betId)));
  });

  it.each<[string, (world: World) => Promise<void>]>([
    [
      'its process ends',
      async (world) => {
        world.runs[0]?.shutdown.abort();
        await world.clock.advance(1_000);
        world.invoke();
      },
    ],
    [
      'its process stands still and another takes over',
      async (world) => {
        world.invoke();
        world.runs[0]?.container.freeze();
        await world.clock.advance(40_000);
      },
    ],
  ])('Given %s, then the next reader recovers the same', async (_, endsWith) => {
    const world = feedWorld();
    await leftAt(world, noon - hourMs);
    world.invoke();
    await world.clock.advance(0);
    tellAll(world, hourLeftOut.slice(0, 20));
    await world.clock.advance(30_000);
    await endsWith(world);
    await world.clock.advance(1_000);
    const revision = (noon - hourMs) / 1_000 - 60;
    expect(revisionsOf(world)).toEqual([revision, revision]);
  });

  it('Given any backlog in any order, broken off anywhere and any number of times, then nothing of it is left out', async () => {
    const backlogs = fc.uniqueArray(fc.integer({ min: 1, max: 3_600 }), { minLength: 1, maxLength: 20 });
    const breaks = fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 20 }), lastsMs: fc.integer({ min: 300, max: 59_999 }) }),
      { maxLength: 6 },
    );
    const property = fc.asyncProperty(backlogs, breaks, async (seconds, ends) => {
      const world = feedWorld();
      await leftAt(world, noon - hourMs);
      const backlog = seconds.map((second) => value(`b${second}`, -second * 1_000));
      world.invoke();
      await world.clock.advance(0);
      for (const { after, lastsMs } of ends) {
        tellAll(world, recovered(world, backlog).slice(0, after));
        await world.clock.advance(lastsMs);
        breakUp(world);
        // Pauses grow to a minute, and the budget may take five.
        for (let second = 0; world.open() === 0 && second < 420; second += 1)
          await world.clock.advance(1_000);
      }
      tellAll(world, recovered(world, backlog));
      await world.clock.advance(1_000);
      const kept = new Set(world.sink.kept.flat().map(({ betId }) => betId));
      expect(kept).toEqual(new Set(backlog.map(({ betId }) => betId)));
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

describe('how far a recovery goes back', () => {
  it('Given connections that break after half a minute for an hour, then it goes back to where the first one did', async () => {
    const world = feedWorld();
    await leftAt(world, noon);
    world.onConnect = () => ({ result: 'open', takesMs: 0, closesAfterMs: 30_000 });
    for (let minute = 0; minute < 60; minute += 1) {
      world.invoke();
      await world.clock.advance(minuteMs);
      if (world.open() === 1) tellAll(world, [value('b1', minute * minuteMs)]);
    }
    expect(new Set(revisionsOf(world))).toEqual(new Set([noon / 1_000 - 60]));
    expect(world.served.length).toBeGreaterThan(10);
  });

  it('Given one of them then lasts a minute, then the next goes back no further than to the last message', async () => {
    const world = feedWorld();
    await leftAt(world, noon);
    world.onConnect = () => ({ result: 'open', takesMs: 0, closesAfterMs: 30_000 });
    world.invoke();
    await world.clock.advance(40_000);
    world.onConnect = () => ({ result: 'open', takesMs: 0 });
    await world.clock.advance(minuteMs);
    tellAll(world, [value('b1', 100_000)]);
    await world.clock.advance(minuteMs);
    breakUp(world);
    await world.clock.advance(1_000);
    expect(revisionsOf(world).at(-1)).toBe((noon + 100_000) / 1_000 - 60);
  });

  it('Given a minute has passed and nothing more is told, then the cursor has moved all the same', async () => {
    const world = feedWorld();
    await leftAt(world, noon - hourMs);
    world.invoke();
    await world.clock.advance(5_000);
    tellAll(world, [value('b1', 4_000)]);
    await world.clock.advance(54_000);
    expect(await cursorOf(world)).toBe(noon - hourMs);
    await world.clock.advance(11_000);
    expect(await cursorOf(world)).toBe(noon + 4_000);
  });

  it('Given a hand-over every thirteen minutes and a value a minute, then each begins at the last value', async () => {
    const world = feedWorld();
    await leftAt(world, noon);
    for (let minute = 1; minute <= 60; minute += 1) {
      world.invoke();
      await world.clock.advance(minuteMs);
      if (world.open() === 1) tellAll(world, [value('b1', minute * minuteMs)]);
    }
    expect(world.served.length).toBeGreaterThanOrEqual(4);
    for (const { at, revision } of world.served.slice(1)) {
      expect(at - revision * 1_000).toBeLessThanOrEqual(minuteMs + minuteMs + 5_000);
    }
  });

  it('Given more has passed than can be recovered, then it begins without, and the next one goes back to there', async () => {
    const world = feedWorld();
    await leftAt(world, noon - 72 * hourMs);
    world.invoke();
    await world.clock.advance(10_000);
    breakUp(world);
    await world.clock.advance(1_000);
    expect(revisionsOf(world)).toEqual([0, noon / 1_000 - 60]);
  });
});
