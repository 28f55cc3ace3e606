/** What the outbox entries of bets and pay-outs have in common. */
interface Entry {
  /** The item's version it was written with, and its place among the entries of that write. */
  readonly sequence: number;
  readonly index: number;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly retryAt?: number;
}

/** The stream relays an event within seconds; a minute later the sweeper takes it for lost. */
export const relayGraceMs = 60_000;

/**
 * What makes no event now makes one after a release of ours or after somebody mended its item: looking more often than
 * this is of no use to anybody.
 */
export const putOffMs = 60 * 60_000;

/** From when on (epoch ms) the sweeper publishes it. */
export function sweptAt({ at, retryAt = 0 }: Pick<Entry, 'at' | 'retryAt'>): number {
  return Math.max(at + relayGraceMs, retryAt);
}

/** The outbox with the given entries put off until then (epoch ms); the same array when none of them is there. */
export function withPutOff<E extends Entry>(
  outbox: readonly E[],
  entries: readonly E[],
  retryAt: number,
): readonly E[] {
  const late = new Set(entries.map(nameOf));
  return outbox.some((entry) => late.has(nameOf(entry)))
    ? outbox.map((entry) => (late.has(nameOf(entry)) ? { ...entry, retryAt } : entry))
    : outbox;
}

function nameOf({ sequence, index }: Entry): string {
  return `${sequence}.${index}`;
}
