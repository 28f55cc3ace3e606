import { assert } from '../../domain/assert.ts';
import type { Clock } from '../../ports/clock.ts';
import { waiting } from '../system/waiting.ts';

export interface ManualClock extends Clock {
  /**
   * Moves the clock by `ms`, stopping at every sleep and deadline on the way in the order of time, and lets
   * what they set in motion settle before it goes on. What is set up meanwhile counts when its time falls
   * within the move. Moves asked for at once happen one after the other.
   */
  advance(ms: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** Chains of a few awaits over one socket or file settle within this many turns of the event loop. */
const settleTurns = 4;

/**
 * A clock that stands still until it is moved. `start` is epoch milliseconds; `settle` waits until what was
 * woken has come to rest, by default a few turns of the event loop.
 */
export function manualClock(start: number, settle: () => Promise<void> = turnEventLoop): ManualClock {
  let now = start;
  let moving: Promise<void> = Promise.resolve();
  const timers = new Set<Timer>();

  function after(ms: number, fire: () => void): () => void {
    const timer: Timer = { at: now + ms, fire };
    timers.add(timer);
    return () => timers.delete(timer);
  }

  async function moveTo(end: number): Promise<void> {
    await settle();
    for (let timer = nextTimer(timers, end); timer !== undefined; timer = nextTimer(timers, end)) {
      timers.delete(timer);
      now = Math.max(now, timer.at);
      timer.fire();
      await settle();
    }
    now = end;
  }

  return {
    now: () => now,

    ...waiting(after),

    advance(ms) {
      assert(ms >= 0, 'time does not go back');
      const move = moving.then(() => moveTo(now + ms));
      moving = move;
      return move;
    },
  };
}

/** The earliest timer not after `end`; of several at one instant the one set up first. */
function nextTimer(timers: ReadonlySet<Timer>, end: number): Timer | undefined {
  let earliest: Timer | undefined;
  for (const timer of timers) {
    if (timer.at <= end && (earliest === undefined || timer.at < earliest.at)) earliest = timer;
  }
  return earliest;
}

async function turnEventLoop(): Promise<void> {
  for (let turn = 0; turn < settleTurns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
