import type { Bet, BetRef } from '../../lib/domain/bet/bet.ts';
import type { Provider } from '../../lib/domain/provider.ts';
import { type BetStore, workShards } from '../../lib/ports/bet-store.ts';

let refs = 0;

/** A bet no test has touched. */
export function unseenRef(provider: Provider = 'gr8'): BetRef {
  refs += 1;
  return { provider, betId: `33f0042d-0000-4000-8000-${String(refs).padStart(12, '0')}` };
}

/** Saves where nobody interferes; a lost save fails the test. */
export async function saved(store: BetStore, bet: Bet, now: number): Promise<Bet> {
  const result = await store.save(bet, now);
  if (!result.saved) throw new Error(`the save of version ${bet.version} lost`);
  return result.bet;
}

/** The due bets of all shards, every page of them. */
export async function workOf(store: BetStore, now: number): Promise<readonly BetRef[]> {
  const due: BetRef[] = [];
  for (let shard = 0; shard < workShards; shard += 1) {
    let page = await store.listDue(shard, now, null);
    due.push(...page.refs);
    while (page.cursor !== null) {
      page = await store.listDue(shard, now, page.cursor);
      due.push(...page.refs);
    }
  }
  return due;
}
