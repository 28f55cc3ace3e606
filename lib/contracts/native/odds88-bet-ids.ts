import * as z from 'zod/mini';
import { idSchema } from '../http/fields.ts';
import { odds88BodyContract } from './odds88-body-contract.ts';

/** The page names no most; this is the hub's own, as in `POST /v1/subscriptions`. */
export const maxBetIdsPerCall = 1_000;

export interface Odds88BetIds {
  /** Each once, in the order sent. */
  readonly betIds: readonly string[];
}

/** What subscribe and unsubscribe both take: `{"betIds": ["id1"]}`. */
export function odds88BetIdsContract(id: string, path: string) {
  return odds88BodyContract<Odds88BetIds>(id, path, () =>
    z.object({
      betIds: z.pipe(
        z.array(idSchema).check(z.maxLength(maxBetIdsPerCall)),
        z.transform((betIds) => [...new Set(betIds)]),
      ),
    }),
  );
}
