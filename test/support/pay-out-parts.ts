import { memoryPayOutStore } from '../../lib/adapters/memory/pay-out-store.ts';
import { memoryWorkList } from '../../lib/adapters/memory/work-list.ts';
import type { BetStore } from '../../lib/ports/bet-store.ts';
import type { PayOutProvider } from '../../lib/ports/pay-out-provider.ts';

const nobodyPays: PayOutProvider = {
  payOut: () => {
    throw new Error('nothing is to be paid out here');
  },
};

/** What pay-outs take, for tests about something else. */
export function payOutParts(bets: BetStore) {
  const payOuts = memoryPayOutStore();
  return { payOuts, payOutProvider: nobodyPays, work: memoryWorkList({ bets, payOuts }) };
}
