import * as z from 'zod/mini';
import { idSchema } from '../http/fields.ts';
import { maxBetsPerSubscription } from '../http/subscribe-bets.ts';
import { odds88BodyContract } from './odds88-body-contract.ts';

export interface Odds88BetIds {
  /** Each once, in the order sent. */
  readonly betIds: readonly string[];
}

/** What subscribe and unsubscribe both take: `{"betIds": ["id1"]}`. The page names no most: the hub's own holds. */
export function odds88BetIdsContract(id: string, path: string) {
  return odds88BodyContract<Odds88BetIds>(id, path, () =>
    z.object({
      betIds: z.pipe(
        z.array(idSchema).check(z.maxLength(maxBetsPerSubscription)),
        z.transform((betIds) => [...new Set(betIds)]),
      ),
    }),
  );
}
