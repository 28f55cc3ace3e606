import * as z from 'zod/mini';
import type { Provider } from '../../domain/provider.ts';
import type { HttpContract } from './contract.ts';
import { idSchema, providerSchema } from './fields.ts';
import { gr8OptionsSchema } from './request-cashout.ts';

/** One page of a bet history; also what one batch read of the ledger takes. */
export const maxQuotedBets = 100;

export interface QuoteBetsInput {
  readonly body: {
    readonly bets: readonly {
      readonly provider: Provider;
      readonly betId: string;
      readonly playerId?: string | undefined;
    }[];
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
          .array(z.object({ provider: providerSchema, betId: idSchema, playerId: z.optional(idSchema) }))
          .check(z.minLength(1), z.maxLength(maxQuotedBets)),
        gr8: z.optional(gr8OptionsSchema),
      }),
    }),
};
