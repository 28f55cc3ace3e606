import { assert } from '../../domain/assert.ts';
import type { Clock } from '../../ports/clock.ts';
import { waiting } from './waiting.ts';

/** Node fires a longer timer at once (24.8 days). */
const maxTimerMs = 2 ** 31 - 1;

/**
 * The machine's own clock. Its timers keep the process alive: on Lambda nothing else may be left to wait for,
 * and a process that ends while somebody sleeps loses what that somebody was about to do.
 */
export function systemClock(): Clock {
  return { now: () => Date.now(), ...waiting(after) };
}

function after(ms: number, call: () => void): () => void {
  assert(ms <= maxTimerMs, `${ms} ms is longer than a timer can wait`);
  const timer = setTimeout(call, ms);
  return () => clearTimeout(timer);
}
