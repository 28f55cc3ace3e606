import * as z from 'zod/mini';
import type { HttpContract } from './contract.ts';
import { playerIdSchema } from './fields.ts';
import { gr8OptionsSchema } from './request-cashout.ts';

/** One page of a bet history; also what one batch read of the ledger takes. */
export const maxQuotedBets = 100;

export interface QuoteBetsInput {
  readonly body: {
    /** One bad bet never spoils the others: ids nobody can know are quoted as unavailable. */
    readonly bets: readonly {
      readonly provider: string;
      readonly betId: string;
      readonly playerId?: string | undefined;
    }[];
    /** Follows the bets with subscriptions that nobody follows yet. */
    readonly subscribe: boolean;
    readonly gr8?: { readonly margin?: string | undefined } | undefined;
  };
}

export const quoteBetsContract: HttpContract<QuoteBetsInput> = {
  id: 'quote-bets',
  body: true,
  idempotencyKey: false,
  input: () =>
    z.object({
      body: z.object({
        bets: z
          .array(z.object({ provider: z.string(), betId: z.string(), playerId: z.optional(playerIdSchema) }))
          .check(z.minLength(1), z.maxLength(maxQuotedBets)),
        subscribe: z._default(z.boolean(), false),
        gr8: z.optional(gr8OptionsSchema),
      }),
    }),
};
