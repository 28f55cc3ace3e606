import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { type PriceChange, priceChanges } from '../../domain/cashout/cashout.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import { maxJsonNumberDigits, toJsonNumber } from '../../domain/money/decimal.ts';
import type { Money } from '../../domain/money/money.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, playerIdSchema, positiveMoneySchema, textSchema } from './fields.ts';

export interface RequestCashoutInput {
  readonly path: BetRef;
  readonly body: {
    readonly playerId?: string | undefined;
    /** What the player was shown. */
    readonly amount: Money<Currency>;
    readonly priceChange: PriceChange;
    readonly live: boolean;
    readonly gr8?: { readonly margin?: string | undefined } | undefined;
    readonly payOut?: unknown;
  };
}

export const requestCashoutContract: HttpContract<RequestCashoutInput> = {
  id: 'request-cashout',
  body: true,
  idempotencyKey: true,
  input: (currencies: Currencies) =>
    z
      .object({
        path: betPathSchema,
        body: z.object({
          playerId: z.optional(playerIdSchema),
          amount: positiveMoneySchema(currencies),
          // Nobody's price moves unasked: without a word on it, the shown amount must hold.
          priceChange: z._default(z.enum(priceChanges), 'none'),
          live: z._default(z.boolean(), false),
          gr8: z.optional(gr8OptionsSchema),
          payOut: z.optional(z.unknown()),
        }),
      })
      .check(
        z.refine(
          ({ path, body }) => path.provider !== 'gr8' || toJsonNumber(body.amount.value) !== undefined,
          {
            error: `must have at most ${maxJsonNumberDigits} digits: gr8 takes amounts as JSON numbers`,
            path: ['body', 'amount', 'value'],
          },
        ),
      ),
};

/** `margin` names a version of GR8's margin formula and is passed on as it is. */
export const gr8OptionsSchema = z.object({ margin: z.optional(textSchema(64)) });
