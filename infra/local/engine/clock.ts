import { setImmediate as nextTurn } from 'node:timers/promises';
import { waiting } from '../../../lib/adapters/system/waiting.ts';
import type { Clock } from '../../../lib/ports/clock.ts';
import { type Timer, timers } from './timers.ts';

/**
 * Real time plus an offset. Sleeps, deadlines and timers fire when real time reaches them, or when `advance`
 * steps over them.
 */
export interface VirtualClock extends Clock {
  /** Milliseconds this clock is ahead of real time. */
  offset(): number;
  /** Jumps; everything that became due fires at once, in order. */
  setOffset(ms: number): void;
  /**
   * Moves the offset on by exactly `ms`, from due time to due time, with a settling pause after each. Real
   * time that passes meanwhile counts as always. Advances asked for at once run one after the other.
   */
  advance(ms: number): Promise<void>;
  /** Calls `fire` at this instant (epoch ms of this clock), or at once when it is past; answers how to cancel. */
  at(due: number, fire: () => void): () => void;
  /**
   * Awaited before each step of `advance`, with the offset to come. When one rejects, the step is not taken:
   * those who heard of it are told the offset that stays, and the advance ends there with that rejection.
   */
  onMove(listener: MoveListener): void;
  /**
   * Awaited after what was due at a step has fired. `patienceMs` is how long to wait, in real time, for work
   * that shows no end; answer false when it was given up on.
   */
  onSettle(listener: SettleListener): void;
}

export type MoveListener = (offset: number) => void | Promise<void>;

// biome-ignore lint/suspicious/noConfusingVoidType: a listener that never gives up needs no return statement
export type SettleListener = (patienceMs: number) => Promise<boolean | void> | boolean | void;

export interface VirtualClockOptions {
  /** Real time in epoch milliseconds; `Date.now` by default. */
  readonly real?: () => number;
  /** Calls back after so many real milliseconds; answers how to cancel. A real timer by default. */
  readonly wakeAfter?: (ms: number, wake: () => void) => () => void;
}

/** Enough for slow disks and busy machines; work that hangs on purpose (a provider that never answers) costs it once. */
const settlePatienceMs = 1_000;
/** What one `advance` may spend on hanging work in full patience, so that 25 h of it still end within minutes. */
const hangingBudgetMs = 60_000;
/** Once that is spent: a local call takes single milliseconds. */
const impatientMs = 25;
/** Node's timers end at 2^31 ms; waking once an hour for nothing is cheap. */
const longestRealTimerMs = 3_600_000;

export function virtualClock(options: VirtualClockOptions = {}): VirtualClock {
  const real = options.real ?? Date.now;
  const wakeAfter = options.wakeAfter ?? wakeAfterRealTime;
  const pending = timers();
  const moveListeners: MoveListener[] = [];
  const settleListeners: SettleListener[] = [];
  let offset = 0;
  let cancelWake = (): void => undefined;
  let advances: Promise<void> = Promise.resolve();

  const now = (): number => real() + offset;

  function fireDue(): void {
    for (let timer = pending.takeDue(now()); timer !== undefined; timer = pending.takeDue(now()))
      timer.fire();
    arm();
  }

  function arm(): void {
    cancelWake();
    const next = pending.first();
    if (next === undefined) return;
    cancelWake = wakeAfter(Math.min(Math.max(next.due - now(), 0), longestRealTimerMs), fireDue);
  }

  function at(due: number, fire: () => void): () => void {
    const timer: Timer = { due, fire };
    pending.add(timer);
    if (pending.first() === timer) arm();
    return () => pending.remove(timer);
  }

  async function stepTo(newOffset: number): Promise<void> {
    const told: MoveListener[] = [];
    try {
      for (const listener of moveListeners) {
        await listener(newOffset);
        told.push(listener);
      }
    } catch (fault) {
      for (const listener of told) await listener(offset);
      throw fault;
    }
    offset = newOffset;
    fireDue();
  }

  async function advanceNow(ms: number): Promise<void> {
    const target = offset + ms;
    let patienceLeft = hangingBudgetMs;
    const settle = async (): Promise<void> => {
      const patienceMs = patienceLeft > 0 ? settlePatienceMs : impatientMs;
      // Whoever was woken starts its work in a turn of its own.
      await nextTurn();
      for (const listener of settleListeners) {
        if ((await listener(patienceMs)) === false) patienceLeft -= patienceMs;
      }
    };
    await settle();
    for (let next = pending.first(); next !== undefined; next = pending.first()) {
      // Whole milliseconds, as everybody this offset is told to counts them.
      const reached = Math.ceil(next.due - real());
      if (reached > target) break;
      await stepTo(Math.max(offset, reached));
      await settle();
    }
    await stepTo(target);
    await settle();
  }

  return {
    now,
    offset: () => offset,
    at,
    setOffset(ms) {
      offset = ms;
      fireDue();
    },
    advance(ms) {
      const advance = advances.then(() => advanceNow(ms));
      advances = advance.catch(() => undefined);
      return advance;
    },
    onMove: (listener) => void moveListeners.push(listener),
    onSettle: (listener) => void settleListeners.push(listener),
    ...waiting((ms, fire) => at(now() + ms, fire)),
  };
}

function wakeAfterRealTime(ms: number, wake: () => void): () => void {
  const timer = setTimeout(wake, ms);
  // A waiting clock alone is no reason for the process to live on.
  timer.unref();
  return () => clearTimeout(timer);
}
