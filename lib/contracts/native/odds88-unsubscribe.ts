import { odds88Paths } from './odds88.ts';
import { odds88BetIdsContract } from './odds88-bet-ids.ts';

/** POST /api/Cashout/unsubscribe of odds88.seed.txt. */
export const odds88UnsubscribeContract = odds88BetIdsContract('odds88-unsubscribe', odds88Paths.unsubscribe);
