import { setImmediate as nextTurn } from 'node:timers/promises';

/** What the engine is working on: schedule runs, stream deliveries, API requests. */
export interface Activity {
  /** Counts `work` as in flight until it ends, however it ends. */
  track<Result>(work: () => Promise<Result>): Promise<Result>;
  inFlight(): number;
  /**
   * Resolves once nothing is in flight, to true, or to false after `withinMs` of real time. Work that begets
   * work is waited for as a whole.
   */
  idle(withinMs: number): Promise<boolean>;
  /**
   * As `idle`, but waits for no piece of work beyond the age of `patienceMs` real time: what hangs holds
   * everybody up once, and not at each call. False when something was given up on in this call.
   */
  settled(patienceMs: number): Promise<boolean>;
}

export interface ActivityOptions {
  /** Real time in milliseconds. */
  readonly real?: () => number;
  /** Calls back after so many real milliseconds; answers how to cancel. */
  readonly wakeAfter?: (ms: number, wake: () => void) => () => void;
}

interface Piece {
  readonly since: number;
}

export function activity(options: ActivityOptions = {}): Activity {
  const real = options.real ?? (() => performance.now());
  const wakeAfter = options.wakeAfter ?? wakeAfterRealTime;
  const pieces = new Set<Piece>();
  const waiting = new Set<() => void>();

  function end(piece: Piece): void {
    pieces.delete(piece);
    for (const wake of waiting) wake();
  }

  /** Resolves when any piece ends or the time is over. */
  function change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        waiting.delete(wake);
        cancel();
        resolve();
      };
      const cancel = wakeAfter(withinMs, wake);
      waiting.add(wake);
    });
  }

  return {
    async track(work) {
      const piece: Piece = { since: real() };
      pieces.add(piece);
      try {
        return await work();
      } finally {
        end(piece);
      }
    },
    inFlight: () => pieces.size,
    async idle(withinMs) {
      const until = real() + withinMs;
      for (;;) {
        // Whoever was waiting for the last piece starts its own work in a turn of its own.
        await nextTurn();
        if (pieces.size === 0) return true;
        const left = until - real();
        if (left <= 0) return false;
        await change(left);
      }
    },
    async settled(patienceMs) {
      const hungBefore = new Set([...pieces].filter(({ since }) => real() - since >= patienceMs));
      for (;;) {
        await nextTurn();
        const young = [...pieces].filter(({ since }) => real() - since < patienceMs);
        if (young.length === 0) return [...pieces].every((piece) => hungBefore.has(piece));
        const oldest = Math.min(...young.map(({ since }) => since));
        await change(oldest + patienceMs - real());
      }
    },
  };
}

function wakeAfterRealTime(ms: number, wake: () => void): () => void {
  const timer = setTimeout(wake, ms);
  return () => clearTimeout(timer);
}
