import type { Clock, Deadline } from '../../ports/clock.ts';

/** Calls back once `ms` have passed on some clock; answers how to cancel. */
export type After = (ms: number, call: () => void) => () => void;

/** The waits of a clock, from the one thing in which clocks differ: how they call back. */
export function waiting(after: After): Pick<Clock, 'sleep' | 'deadline'> {
  return {
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const onAbort = (): void => {
          cancel();
          reject(signal?.reason);
        };
        const cancel = after(ms, () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        });
        signal?.addEventListener('abort', onAbort, { once: true });
      });
    },

    deadline(ms): Deadline {
      const controller = new AbortController();
      const release = after(ms, () => controller.abort(deadlineOver(ms)));
      return { signal: controller.signal, release };
    },
  };
}

/** The reason a signal aborts with, the same as that of `AbortSignal.timeout`. */
function deadlineOver(ms: number): DOMException {
  return new DOMException(`not done within ${ms} ms`, 'TimeoutError');
}
