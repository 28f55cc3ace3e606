import * as z from 'zod/mini';
import type { BetRef } from '../../domain/bet/bet.ts';
import { type PriceChange, priceChanges } from '../../domain/cashout/cashout.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { ValidTicket } from '../../domain/pricing/ticket.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, jsonNumberCheck, playerIdSchema, positiveMoneySchema, textSchema } from './fields.ts';
import { withTicket } from './ticket.ts';

/** What full and partial cashouts have in common. */
export interface PricedBody {
  readonly playerId?: string | undefined;
  /** What the player was shown. */
  readonly amount: Money<Currency>;
  readonly priceChange: PriceChange;
  readonly live: boolean;
  readonly gr8?: { readonly margin?: string | undefined } | undefined;
  readonly payOut?: unknown;
  /** Of oddsgigant bets, and of those always there; what another bet sends is ignored. */
  readonly ticket?: ValidTicket | undefined;
}

export interface RequestCashoutInput {
  readonly path: BetRef;
  readonly body: PricedBody;
}

export const requestCashoutContract: HttpContract<RequestCashoutInput> = {
  id: 'request-cashout',
  body: true,
  exactNumbers: true,
  idempotencyKey: true,
  input: (currencies: Currencies) =>
    withTicket(
      z
        .object({ path: betPathSchema, body: z.object(pricedFields(currencies)) })
        .check(jsonNumberCheck('amount', ({ body }) => body.amount)),
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
    payOut: z.optional(z.unknown()),
    ticket: z.optional(z.unknown()),
  };
}
