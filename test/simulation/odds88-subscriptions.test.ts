import { describe, expect, it } from 'vitest';
import { simulateSubscriptions } from './odds88-subscriptions.ts';

const seed = Number(process.env['SIMULATION_SEED'] ?? Date.now() % 2 ** 31);

describe(`a day of subscriptions, seed ${seed} (SIMULATION_SEED repeats it)`, () => {
  it('Given 10 000 watched bets, players who come and go, provider faults, overlapping and lost runs, then no followed bet lapses and no other is renewed', async () => {
    const { world, runs, errors } = await simulateSubscriptions({
      seed,
      bets: 10_000,
      hours: 24,
      chaos: true,
    });
    expect(world.lapses).toEqual([]);
    expect(world.needless).toEqual([]);
    expect(errors).toEqual([]);
    // Otherwise nothing has been put to the test.
    expect(runs.lost).toBeGreaterThan(10);
    expect(runs.doubled).toBeGreaterThan(20);
    expect(world.calls.failed).toBeGreaterThan(500);
  }, 120_000);

  it('Given 10 000 bets watched all day, then provider calls and group writes stay within 5 % and 16 of the least per renewal', async () => {
    const report = await simulateSubscriptions({ seed, bets: 10_000, hours: 24, chaos: false });
    expect(report.world.lapses).toEqual([]);
    expect(report.world.calls.renewals).toBeGreaterThanOrEqual(report.least * 0.95);
    expect(report.world.calls.renewals).toBeLessThanOrEqual(report.budget);
    expect(report.groupWrites).toBeLessThanOrEqual(report.budget);
  }, 120_000);
});
