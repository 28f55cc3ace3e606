/** Most faults are a moment's: a table that throttles, a container that starts. */
const firstWaitMs = 5_000;

/** What was away for hours is used again a quarter of an hour after it is back, at the latest. */
const longestWaitMs = 15 * 60_000;

/** How long a message waits after its `receives`th delivery failed: 5 s, doubled each time up to 15 minutes. */
export function backOffMs(receives: number): number {
  return Math.min(firstWaitMs * 2 ** (Math.max(receives, 1) - 1), longestWaitMs);
}

/** How long a message that fails each time is tried before `maxReceives` is exhausted. */
export function patienceMs(maxReceives: number): number {
  return Array.from({ length: maxReceives }, (_, place) => backOffMs(place + 1)).reduce(
    (sum, wait) => sum + wait,
    0,
  );
}
