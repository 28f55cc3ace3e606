import type { Clock } from '../../../../lib/ports/clock.ts';

/** The page says 12 a second in one place and 5 in another: who keeps to 5 is safe with both. */
export const maxLoginsPerSecond = 5;

const secondMs = 1_000;

export interface LoginLimit {
  /** False for one login too many within a second; what is refused does not count. */
  admits(): boolean;
}

export function loginLimit(clock: Clock): LoginLimit {
  let admitted: readonly number[] = [];
  return {
    admits() {
      const now = clock.now();
      // A clock that was set back has no logins in its future.
      admitted = admitted.filter((at) => now - secondMs < at && at <= now);
      if (admitted.length >= maxLoginsPerSecond) return false;
      admitted = [...admitted, now];
      return true;
    },
  };
}
