import { assert } from '../../domain/assert.ts';
import type { Clock, Deadline } from '../../ports/clock.ts';

/** Node fires a longer timer at once (24.8 days). */
const maxTimerMs = 2 ** 31 - 1;

/** The machine's own clock. Its timers never keep the process alive: whoever waits must do so by other means. */
export function systemClock(): Clock {
  return {
    now: () => Date.now(),

    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          clearTimeout(timer);
          reject(signal?.reason);
        };
        const timer = after(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },

    deadline(ms): Deadline {
      const controller = new AbortController();
      const timer = after(ms, () => controller.abort(deadlineOver(ms)));
      return { signal: controller.signal, release: () => clearTimeout(timer) };
    },
  };
}

/** The reason a signal aborts with, the same as that of `AbortSignal.timeout`. */
export function deadlineOver(ms: number): DOMException {
  return new DOMException(`not done within ${ms} ms`, 'TimeoutError');
}

function after(ms: number, call: () => void): NodeJS.Timeout {
  assert(ms <= maxTimerMs, `${ms} ms is longer than a timer can wait`);
  return setTimeout(call, ms).unref();
}
