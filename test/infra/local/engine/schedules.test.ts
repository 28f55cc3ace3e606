import { describe, expect, it } from 'vitest';
import { activity } from '../../../../infra/local/engine/activity.ts';
import { virtualClock } from '../../../../infra/local/engine/clock.ts';
import { schedules } from '../../../../infra/local/engine/schedules.ts';
import { handDrivenTime } from '../hand-driven-time.ts';
import { silentLog } from '../silent-log.ts';

function given() {
  const clock = virtualClock(handDrivenTime());
  const work = activity();
  clock.onSettle((patienceMs) => work.settled(Math.min(patienceMs, 20)));
  const log = silentLog();
  const start = clock.now();
  const runs: number[] = [];
  const run = async () => void runs.push(clock.now() - start);
  return { clock, work, log, runs, run, start, schedules: schedules(clock, work, log) };
}

describe('a rate schedule', () => {
  it('runs once per period, the first time one period from now', async () => {
    const { clock, schedules, runs, run } = given();
    schedules.add({ id: 'sweep', everySeconds: 60, run });
    await clock.advance(180_000);
    expect(runs).toEqual([60_000, 120_000, 180_000]);
  });

  it('runs 1500 times in 25 hours', async () => {
    const { clock, schedules, runs, run } = given();
    schedules.add({ id: 'sweep', everySeconds: 60, run });
    await clock.advance(25 * 3_600_000);
    expect(runs).toHaveLength(1500);
  });

  it('does not make up for periods the clock jumped over', async () => {
    const { clock, schedules, runs, run } = given();
    schedules.add({ id: 'sweep', everySeconds: 60, run });
    clock.setOffset(150_000);
    await clock.advance(60_000);
    expect(runs).toEqual([150_000, 180_000]);
  });

  it('goes on after a run that failed, and logs it', async () => {
    const { clock, schedules, log, runs, run } = given();
    schedules.add({
      id: 'sweep',
      everySeconds: 60,
      run: async () => {
        await run();
        throw new Error('broken');
      },
    });
    await clock.advance(120_000);
    expect(runs).toHaveLength(2);
    expect(log.lines).toEqual(['error: a schedule run failed', 'error: a schedule run failed']);
  });

  it('skips while its last run is not over', async () => {
    const { clock, schedules, runs, run } = given();
    const first = Promise.withResolvers<void>();
    schedules.add({
      id: 'sweep',
      everySeconds: 60,
      run: async () => {
        await run();
        if (runs.length === 1) await first.promise;
      },
    });
    await clock.advance(120_000);
    first.resolve();
    await clock.advance(60_000);
    expect(runs).toEqual([60_000, 180_000]);
  });

  it('ends with stop', async () => {
    const { clock, schedules, runs, run } = given();
    schedules.add({ id: 'sweep', everySeconds: 60, run });
    schedules.stop();
    await clock.advance(120_000);
    expect(runs).toEqual([]);
  });
});

describe('running one now', () => {
  it('resolves when the run is over, next to a run by its timer', async () => {
    const { clock, schedules, work, runs, run } = given();
    const byTimer = Promise.withResolvers<void>();
    schedules.add({
      id: 'sweep',
      everySeconds: 60,
      run: async () => {
        await run();
        if (runs.length === 1) await byTimer.promise;
      },
    });
    await clock.advance(60_000);
    await schedules.runNow('sweep');
    expect(runs).toEqual([60_000, 60_000]);
    expect(work.inFlight()).toBe(1);
    byTimer.resolve();
  });

  it('rejects as the run does', async () => {
    const { schedules } = given();
    schedules.add({ id: 'sweep', everySeconds: 60, run: () => Promise.reject(new Error('broken')) });
    await expect(schedules.runNow('sweep')).rejects.toThrow('broken');
  });

  it('knows its names', async () => {
    const { schedules, run } = given();
    schedules.add({ id: 'sweep', everySeconds: 60, run });
    expect(schedules.ids()).toEqual(['sweep']);
    await expect(schedules.runNow('other')).rejects.toThrow('no schedule named other');
  });

  it('has a standing one there at once, beside its own earlier runs, and waits for none of them', async () => {
    const { clock, work, schedules, runs, run } = given();
    const never = () => run().then(() => new Promise<void>(() => undefined));
    schedules.add({ id: 'feed', everySeconds: 60, standing: true, run: never });
    await clock.advance(120_000);
    expect(runs).toEqual([0, 60_000, 120_000]);
    expect(work.inFlight()).toBe(0);
    await schedules.runNow('feed');
    expect(runs).toHaveLength(4);
    expect([schedules.isStanding('feed'), schedules.isStanding('none')]).toEqual([true, false]);
  });

  it('logs a standing one that fails, and begins the next', async () => {
    const { clock, schedules, log, runs, run } = given();
    const broken = () => run().then(() => Promise.reject(new Error('broken')));
    schedules.add({ id: 'feed', everySeconds: 60, standing: true, run: broken });
    await clock.advance(60_000);
    expect(runs).toHaveLength(2);
    expect(log.lines).toEqual(['error: a schedule run failed', 'error: a schedule run failed']);
  });
});
