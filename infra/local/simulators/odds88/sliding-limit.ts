import type { Clock } from '../../../../lib/ports/clock.ts';

export interface SlidingLimit {
  /** Whether one more would be within the limit now. */
  hasRoom(): boolean;
  /** Counts one, now. */
  count(): void;
}

/** So many `times` in any stretch of `withinMs`. */
export function slidingLimit(
  clock: Clock,
  { times, withinMs }: { readonly times: number; readonly withinMs: number },
): SlidingLimit {
  let counted: readonly number[] = [];
  return {
    hasRoom() {
      const now = clock.now();
      // A clock that was set back has nothing counted in its future.
      counted = counted.filter((at) => now - withinMs < at && at <= now);
      return counted.length < times;
    },
    count() {
      counted = [...counted, clock.now()];
    },
  };
}
