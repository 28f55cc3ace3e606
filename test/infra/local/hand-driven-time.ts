/** Real time as a test sees it: it stands still until the test lets it pass. */
export interface HandDrivenTime {
  readonly real: () => number;
  readonly wakeAfter: (ms: number, wake: () => void) => () => void;
  /** Lets time pass and wakes whoever is due on the way, in order. */
  pass(ms: number): void;
}

export function handDrivenTime(start = Date.UTC(2026, 10, 21, 12)): HandDrivenTime {
  let now = start;
  let alarms: { readonly due: number; readonly wake: () => void }[] = [];
  return {
    real: () => now,
    wakeAfter(ms, wake) {
      const alarm = { due: now + ms, wake };
      alarms.push(alarm);
      return () => {
        alarms = alarms.filter((one) => one !== alarm);
      };
    },
    pass(ms) {
      const end = now + ms;
      for (;;) {
        const next = alarms.toSorted((a, b) => a.due - b.due)[0];
        if (next === undefined || next.due > end) break;
        alarms = alarms.filter((one) => one !== next);
        now = Math.max(now, next.due);
        next.wake();
      }
      now = end;
    },
  };
}
