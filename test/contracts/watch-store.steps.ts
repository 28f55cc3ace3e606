import type { Watch } from '../../lib/domain/subscription/watch.ts';
import type { WatchStore } from '../../lib/ports/watch-store.ts';
import { noon } from '../support/sample-bets.ts';

let bets = 0;

/** A bet no test has touched. */
export function unseenBetId(): string {
  bets += 1;
  return `bet-${bets}`;
}

/** A watch that has not been stored yet, of a bet no test has touched. */
export function aWatch(given: Partial<Omit<Watch, 'version'>> = {}): Omit<Watch, 'version'> {
  return { betId: unseenBetId(), viewers: { ann: noon + 3_600_000 }, group: 'g1', quote: null, ...given };
}

/** Begins to watch where nobody interferes; a lost save fails the test. */
export async function began(store: WatchStore, given: Partial<Omit<Watch, 'version'>> = {}): Promise<Watch> {
  const watch = await store.save(aWatch(given), null);
  if (watch === null) throw new Error('somebody else began to watch first');
  return watch;
}
