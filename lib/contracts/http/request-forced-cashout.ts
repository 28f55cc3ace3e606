import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { CashoutPayOut } from '../../domain/cashout/cashout.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, jsonNumberCheck, playerIdSchema, positiveMoneySchema, textSchema } from './fields.ts';
import { payOutCurrencyCheck, payOutSchema } from './pay-out.ts';

export interface RequestForcedCashoutInput {
  readonly path: BetRef;
  readonly body: {
    readonly playerId?: string | undefined;
    /** What the operator decides to pay. */
    readonly amount: Money<Currency>;
    readonly actor: string;
    readonly reason: string;
    /** Null: as the bet is registered. One that names another BETCORE bet than the registration is refused. */
    readonly payOut: CashoutPayOut | null;
  };
}

export const requestForcedCashoutContract: HttpContract<RequestForcedCashoutInput> = {
  id: 'request-forced-cashout',
  body: true,
  idempotencyKey: true,
  input: (currencies: Currencies) =>
    z
      .object({
        path: betPathSchema,
        body: z.object({
          playerId: z.optional(playerIdSchema),
          amount: positiveMoneySchema(currencies),
          // Who overrides the price and why is kept for good in the cashout's history.
          actor: textSchema(128),
          reason: textSchema(500),
          payOut: payOutSchema(currencies),
        }),
      })
      .check(
        jsonNumberCheck('amount', ({ body }) => body.amount),
        payOutCurrencyCheck(),
      ),
};
