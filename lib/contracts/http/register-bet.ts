import * as z from 'zod/mini';
import type { BetRef, RegisteredPayOut } from '../../domain/bet/bet.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import type { HttpContract } from './contract.ts';
import { betPathSchema, playerIdSchema, positiveMoneySchema } from './fields.ts';
import { registeredPayOutSchema } from './pay-out.ts';

export interface RegisterBetInput {
  readonly path: BetRef;
  readonly body: {
    readonly playerId: string;
    /** What the bet was placed with, not what is left of it. */
    readonly stake: Money<Currency>;
    readonly live: boolean;
    readonly freeBet: boolean;
    /** Who pays full and forced cashouts of this bet; parts of it can then not be cashed out through the hub. */
    readonly payOut: RegisteredPayOut | null;
  };
}

export const registerBetContract: HttpContract<RegisterBetInput> = {
  id: 'register-bet',
  body: true,
  idempotencyKey: false,
  input: (currencies: Currencies) =>
    z.object({
      path: betPathSchema,
      body: z.object({
        playerId: playerIdSchema,
        stake: positiveMoneySchema(currencies),
        live: z._default(z.boolean(), false),
        freeBet: z._default(z.boolean(), false),
        payOut: registeredPayOutSchema,
      }),
    }),
};
