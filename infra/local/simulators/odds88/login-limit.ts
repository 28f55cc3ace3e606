import type { Clock } from '../../../../lib/ports/clock.ts';
import { slidingLimit } from './sliding-limit.ts';

/** The page says 12 a second in one place and 5 in another: who keeps to 5 is safe with both. */
export const maxLoginsPerSecond = 5;

const secondMs = 1_000;

export interface LoginLimit {
  /** False for one login too many within a second; what is refused does not count. */
  admits(): boolean;
}

export function loginLimit(clock: Clock): LoginLimit {
  const limit = slidingLimit(clock, { times: maxLoginsPerSecond, withinMs: secondMs });
  return {
    admits() {
      if (!limit.hasRoom()) return false;
      limit.count();
      return true;
    },
  };
}
