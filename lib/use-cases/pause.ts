import type { Clock } from '../ports/clock.ts';

/** Sleeps; over sooner, and without a fault, when the signal aborts. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(Math.max(0, ms), signal);
  } catch (fault) {
    if (!signal.aborted) throw fault;
  }
}

/** Waits for work, but no longer than this; the work itself goes on. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  const enough = new AbortController();
  const done = work.finally(() => enough.abort());
  await Promise.race([done, pause(clock, ms, enough.signal)]);
}
