import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../lib/ports/clock.ts';

export interface ClockUnderTest {
  readonly clock: Clock;
  /** Lets this much time pass on the clock. */
  pass(ms: number): Promise<void>;
}

/** What every Clock guarantees. Times are generous, since one of them is the real time of a busy machine. */
export function clockContract(name: string, start: () => ClockUnderTest): void {
  describe(`Clock: ${name}`, () => {
    let clock: Clock;
    let pass: (ms: number) => Promise<void>;
    beforeEach(() => {
      ({ clock, pass } = start());
    });

    it('Given a sleep, When its time has passed, Then it is over and not before', async () => {
      const from = clock.now();
      const slept = clock.sleep(60).then(() => clock.now() - from);
      await pass(400);
      // A timer of the platform may come a millisecond early by the clock of the platform.
      expect(await slept).toBeGreaterThanOrEqual(59);
      expect(await slept).toBeLessThan(400);
    });

    it('Given a sleep, When its signal aborts, Then it rejects with the reason of the signal', async () => {
      const controller = new AbortController();
      const why = new Error('enough');
      const slept = expect(clock.sleep(60_000, controller.signal)).rejects.toBe(why);
      controller.abort(why);
      await slept;
    });

    it('Given a signal that has aborted already, When a sleep is asked for, Then it rejects at once', async () => {
      const why = new Error('enough');
      await expect(clock.sleep(60_000, AbortSignal.abort(why))).rejects.toBe(why);
    });

    it('Given a sleep that is over, When its signal aborts later, Then nothing happens', async () => {
      const controller = new AbortController();
      const slept = clock.sleep(5, controller.signal);
      await pass(50);
      await slept;
      controller.abort(new Error('late'));
      await expect(slept).resolves.toBeUndefined();
    });

    it('Given a deadline, When its time has passed, Then it aborts as a timeout', async () => {
      const { signal } = clock.deadline(20);
      expect(signal.aborted).toBe(false);
      await pass(200);
      expect(signal.aborted).toBe(true);
      expect(signal.reason).toMatchObject({ name: 'TimeoutError' });
    });

    it('Given a released deadline, When its time has passed, Then it does not abort', async () => {
      const { signal, release } = clock.deadline(20);
      release();
      await pass(100);
      expect(signal.aborted).toBe(false);
    });
  });
}
