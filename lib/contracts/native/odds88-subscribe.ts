import { odds88Paths } from './odds88.ts';
import { odds88BetIdsContract } from './odds88-bet-ids.ts';

/** POST /api/Cashout/subscribe of odds88.seed.txt. */
export const odds88SubscribeContract = odds88BetIdsContract('odds88-subscribe', odds88Paths.subscribe);
