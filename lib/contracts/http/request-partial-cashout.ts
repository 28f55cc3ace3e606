import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, jsonNumberCheck, positiveMoneySchema } from './fields.ts';
import { type PricedBody, pricedFields } from './request-cashout.ts';
import { withTicket } from './ticket.ts';

export interface RequestPartialCashoutInput {
  readonly path: BetRef;
  readonly body: PricedBody & {
    /** The part of the stake that is cashed out; `amount` is what the player was shown for it. */
    readonly stake: Money<Currency>;
    /** BETCORE's call closes its bet: whatever is asked for here is refused. */
    readonly payOut?: unknown;
  };
}

export const requestPartialCashoutContract: HttpContract<RequestPartialCashoutInput> = {
  id: 'request-partial-cashout',
  body: true,
  exactNumbers: true,
  idempotencyKey: true,
  input: (currencies: Currencies) =>
    withTicket(
      z
        .object({
          path: betPathSchema,
          body: z.object({
            ...pricedFields(currencies),
            stake: positiveMoneySchema(currencies),
            payOut: z.optional(z.unknown()),
          }),
        })
        .check(
          jsonNumberCheck('amount', ({ body }) => body.amount),
          jsonNumberCheck('stake', ({ body }) => body.stake),
          z.refine(({ body }) => body.stake.currency === body.amount.currency, {
            error: 'must be the currency of the amount',
            path: ['body', 'stake', 'currency'],
          }),
        ),
    ),
};
