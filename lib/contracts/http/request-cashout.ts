import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { type CashoutPayOut, type PriceChange, priceChanges } from '../../domain/cashout/cashout.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { ValidTicket } from '../../domain/pricing/ticket.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, jsonNumberCheck, playerIdSchema, positiveMoneySchema, textSchema } from './fields.ts';
import { payOutCurrencyCheck, payOutSchema } from './pay-out.ts';
import { withTicket } from './ticket.ts';

/** What full and partial cashouts have in common, all but the pay-out, which goes with full ones only. */
export interface PricedBody {
  readonly playerId?: string | undefined;
  /** What the player was shown. */
  readonly amount: Money<Currency>;
  readonly priceChange: PriceChange;
  readonly live: boolean;
  readonly gr8?: { readonly margin?: string | undefined } | undefined;
  /** Of oddsgigant bets, and of those always there; what another bet sends is ignored. */
  readonly ticket?: ValidTicket | undefined;
}

export interface RequestCashoutInput {
  readonly path: BetRef;
  readonly body: PricedBody & {
    /** Null: as the bet is registered. One that names another BETCORE bet than the registration is refused. */
    readonly payOut: CashoutPayOut | null;
  };
}

export const requestCashoutContract: HttpContract<RequestCashoutInput> = {
  id: 'request-cashout',
  body: true,
  exactNumbers: true,
  idempotencyKey: true,
  input: (currencies: Currencies) =>
    withTicket(
      z
        .object({
          path: betPathSchema,
          body: z.object({ ...pricedFields(currencies), payOut: payOutSchema(currencies) }),
        })
        .check(
          jsonNumberCheck('amount', ({ body }) => body.amount),
          payOutCurrencyCheck(),
        ),
    ),
};

/** `margin` names a version of GR8's margin formula and is passed on as it is. */
export const gr8OptionsSchema = z.object({ margin: z.optional(textSchema(64)) });

export function pricedFields(currencies: Currencies) {
  return {
    playerId: z.optional(playerIdSchema),
    amount: positiveMoneySchema(currencies),
    // Nobody's price moves unasked: without a word on it, the shown amount must hold.
    priceChange: z._default(z.enum(priceChanges), 'none'),
    live: z._default(z.boolean(), false),
    gr8: z.optional(gr8OptionsSchema),
    ticket: z.optional(z.unknown()),
  };
}
