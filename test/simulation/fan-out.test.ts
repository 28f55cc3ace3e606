import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Death, type FanOut, fanOut, standingClock } from './fan-out.ts';
import { seededRandom } from './random.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A fan-out whose next containers come to these ends; after that they live on. */
function world(...deaths: readonly Death[]) {
  const clock = standingClock();
  const ahead = [...deaths];
  const system = fanOut({ clock, nextDeath: () => ahead.shift() ?? null });
  return { ...system, clock, deathsLeft: () => ahead.length };
}

type World = ReturnType<typeof world>;

/** Everything is back and nobody dies: the sweeper runs as often as it takes. */
async function recover({ clock, sweep, rest }: World): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await clock.advance(15 * minuteMs);
    await sweep();
    await rest();
  }
}

async function expectNothingLost({ expected, consumed, idsOf, left }: FanOut): Promise<void> {
  expect([...expected()].filter((event) => !consumed().has(event))).toEqual([]);
  expect([...consumed()].filter((event) => !expected().has(event))).toEqual([]);
  expect([...idsOf()].filter(([, ids]) => ids.size > 1)).toEqual([]);
  expect(await left()).toEqual([]);
}

const bets = 3;

describe('a container of ours dies at every one of its calls', () => {
  /** Reads, one call of the bus, writes. */
  const relayCalls = bets + 1 + bets;
  const relayDeaths = Array.from({ length: relayCalls }, (_, n) => n + 1).flatMap((afterCalls) => [
    { afterCalls, diesBefore: true },
    { afterCalls, diesBefore: false },
  ]);

  it.each(relayDeaths)(
    'Given the relay at %o and its records come again, then nothing is lost',
    async (death) => {
      const system = world(death);
      for (let n = 0; n < bets; n += 1) await system.settle();
      await system.rest();
      expect(system.deathsLeft()).toBe(0);
      await system.clock.advance(30_000);
      // Before the sweeper would look.
      await expectNothingLost(system);
    },
  );

  it.each(relayDeaths)(
    'Given the relay at %o and its records are lost, then nothing is lost',
    async (death) => {
      const system = world(death);
      for (let n = 0; n < bets; n += 1) await system.settle();
      await system.rest();
      system.stream.setOutage(true);
      await system.clock.advance(25 * hourMs);
      await recover(system);
      await expectNothingLost(system);
    },
  );

  it('Given those calls, then they are all the relay makes', async () => {
    const system = world({ afterCalls: relayCalls + 1, diesBefore: true });
    for (let n = 0; n < bets; n += 1) await system.settle();
    await system.rest();
    await expectNothingLost(system);
  });

  /** Every shard, and what is due in them. */
  const sweepCalls = 40;
  const sweepDeaths = Array.from({ length: sweepCalls }, (_, n) => n + 1).flatMap((afterCalls) => [
    { afterCalls, diesBefore: true },
    { afterCalls, diesBefore: false },
  ]);

  it.each(sweepDeaths)('Given the sweeper at %o without a stream, then nothing is lost', async (death) => {
    const system = world(death);
    system.stream.setOutage(true);
    for (let n = 0; n < bets; n += 1) await system.settle();
    await system.clock.advance(2 * minuteMs);
    await system.sweep();
    expect(system.deathsLeft()).toBe(0);
    await recover(system);
    await expectNothingLost(system);
  });

  it('Given those calls, then they are all the sweeper makes', async () => {
    const system = world({ afterCalls: sweepCalls + 1, diesBefore: true });
    system.stream.setOutage(true);
    for (let n = 0; n < bets; n += 1) await system.settle();
    await system.clock.advance(2 * minuteMs);
    await system.sweep();
    await system.rest();
    await expectNothingLost(system);
  });
});

describe('everything that can go wrong on the way of an event', () => {
  it('Given it does in any order, then the consumer has every event, and every outbox is empty', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0 }), async (seed) => {
        const system = await ordeal(seed);
        await recover(system);
        await expectNothingLost(system);
      }),
      { numRuns: 60 },
    );
  });
});

/** A hundred steps of chance; in the end everything is back and nobody dies any more. */
async function ordeal(seed: number): Promise<World> {
  const random = seededRandom(seed);
  const clock = standingClock();
  let [mortality, refusals] = [0.3, 0.2];
  const system = fanOut({
    clock,
    nextDeath: () =>
      random.chance(mortality) ? { afterCalls: 1 + random.below(25), diesBefore: random.chance(0.5) } : null,
    refuses: () => random.chance(refusals),
  });
  const { bus, stream, queues } = system;
  const parts = [bus, stream, { setOutage: (on: boolean) => queues.setOutage('wallet', on) }];
  const times = [1_000, 30_000, minuteMs, 5 * minuteMs, hourMs, 25 * hourMs, 49 * hourMs];
  const steps = [
    system.settle,
    system.settle,
    system.reverse,
    system.sweep,
    system.rest,
    async () => parts[random.below(parts.length)]?.setOutage(random.chance(0.5)),
    async () => stream.retryNow(),
    () => clock.advance(times[random.below(times.length)] ?? 0),
  ];
  for (let step = 0; step < 100; step += 1) await steps[random.below(steps.length)]?.();
  for (const part of parts) part.setOutage(false);
  [mortality, refusals] = [0, 0];
  return { ...system, clock, deathsLeft: () => 0 };
}
