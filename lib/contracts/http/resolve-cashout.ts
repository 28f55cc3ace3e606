import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, idSchema, jsonNumberCheck, positiveMoneySchema, textSchema } from './fields.ts';

export interface ResolveCashoutInput {
  readonly path: BetRef & { readonly cashoutId: string };
  readonly body:
    | {
        readonly outcome: 'accepted';
        readonly amount: Money<Currency>;
        readonly actor: string;
        readonly note: string;
      }
    | { readonly outcome: 'declined'; readonly actor: string; readonly note: string };
}

export const resolveCashoutContract: HttpContract<ResolveCashoutInput> = {
  id: 'resolve-cashout',
  body: true,
  idempotencyKey: false,
  input: (currencies: Currencies) => {
    // Who says it and on what grounds is kept for good: it stands in for the provider's proof.
    const said = { actor: textSchema(128), note: textSchema(500) };
    return z
      .object({
        path: z.intersection(betPathSchema, z.object({ cashoutId: idSchema })),
        body: z.discriminatedUnion(
          'outcome',
          [
            z.object({ outcome: z.literal('accepted'), amount: positiveMoneySchema(currencies), ...said }),
            z.object({ outcome: z.literal('declined'), ...said }),
          ],
          { error: 'must be "accepted" or "declined"' },
        ),
      })
      .check(jsonNumberCheck('amount', ({ body }) => (body.outcome === 'accepted' ? body.amount : null)));
  },
};
