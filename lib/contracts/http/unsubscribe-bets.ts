import * as z from 'zod/mini';
import type { HttpContract } from './contract.ts';
import { type SubscriptionBody, subscriptionFields } from './subscribe-bets.ts';

export interface UnsubscribeBetsInput {
  readonly body: SubscriptionBody;
}

export const unsubscribeBetsContract: HttpContract<UnsubscribeBetsInput> = {
  id: 'unsubscribe-bets',
  body: true,
  idempotencyKey: false,
  input: () => z.object({ body: z.object(subscriptionFields()) }),
};
