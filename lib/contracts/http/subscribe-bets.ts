import * as z from 'zod/mini';
import type { Provider } from '../../domain/provider.ts';
import type { HttpContract } from './contract.ts';
import { idSchema, providerSchema } from './fields.ts';

/** Ten full provider calls; they fit one request even where each takes seconds. */
export const maxBetsPerSubscription = 1_000;

/** Whoever names no viewer is this one; so is everybody on Odds88's own paths, which know none. */
export const defaultViewerId = 'default';

/** A page that stays open for an hour; it may ask for up to a day. */
export const defaultKeepForSeconds = 3_600;
const shortestKeepForSeconds = 60;
const longestKeepForSeconds = 86_400;

/** What subscribing and cancelling both name. */
export interface SubscriptionBody {
  readonly provider: Provider;
  /** One that cannot be an id fails alone. */
  readonly betIds: readonly string[];
  readonly viewerId: string;
}

export interface SubscribeBetsInput {
  readonly body: SubscriptionBody & { readonly keepForSeconds: number };
}

export const subscribeBetsContract: HttpContract<SubscribeBetsInput> = {
  id: 'subscribe-bets',
  body: true,
  idempotencyKey: false,
  input: () =>
    z.object({
      body: z.object({
        ...subscriptionFields(),
        keepForSeconds: z._default(
          z.int().check(z.gte(shortestKeepForSeconds), z.lte(longestKeepForSeconds)),
          defaultKeepForSeconds,
        ),
      }),
    }),
};

export function subscriptionFields() {
  return {
    provider: providerSchema,
    betIds: z.array(z.string()).check(z.minLength(1), z.maxLength(maxBetsPerSubscription)),
    viewerId: z._default(viewerIdSchema, defaultViewerId),
  };
}

/** It becomes the name of a member, and this one is no ordinary name. */
const viewerIdSchema = idSchema.check(
  z.refine((id) => id !== '__proto__', { error: 'must be another name' }),
);
