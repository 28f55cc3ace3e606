import * as z from 'zod/mini';
import type { RegisteredPayOut } from '../../domain/bet/bet.ts';
import type { CashoutPayOut } from '../../domain/cashout/cashout.ts';
import type { Currencies, Currency } from '../../domain/money/currency.ts';
import type { Money } from '../../domain/money/money.ts';
import { positiveMoneySchema, trimmedIdSchema } from './fields.ts';

/** Either of these would make the path of BETCORE's call another one. */
const sessionIdSchema = trimmedIdSchema.check(
  z.refine((id) => id !== '.' && id !== '..', { error: 'must be another id than . and ..' }),
);

const named = { via: z.literal('betcore'), sessionId: sessionIdSchema, betcoreBetId: trimmedIdSchema };

/** What BETCORE is to pay out of a registered bet; null and absent are the same. */
export const registeredPayOutSchema = z.pipe(
  z.nullish(z.object(named)),
  z.transform((told): RegisteredPayOut | null => {
    return told == null ? null : { sessionId: told.sessionId, betcoreBetId: told.betcoreBetId };
  }),
);

/**
 * The same of one cashout. Without one the registered one applies, where there is one; where both are told they name
 * the same BETCORE bet, and the session of the request counts. `stake`: what BETCORE's odd is counted from; without
 * one it is what is left of the registered stake.
 */
export function payOutSchema(currencies: Currencies) {
  return z.pipe(
    z.nullish(z.object({ ...named, stake: z.nullish(positiveMoneySchema(currencies)) })),
    z.transform((told): CashoutPayOut | null => {
      if (told == null) return null;
      return { sessionId: told.sessionId, betcoreBetId: told.betcoreBetId, stake: told.stake ?? null };
    }),
  );
}

interface WithPayOut {
  readonly body: { readonly amount: Money<Currency>; readonly payOut: CashoutPayOut | null };
}

/** A check of a whole input: the odd is amount ÷ stake, so both are of one currency. */
export function payOutCurrencyCheck<Input extends WithPayOut>() {
  return z.refine<Input>(
    ({ body: { amount, payOut } }) => payOut?.stake == null || payOut.stake.currency === amount.currency,
    { error: 'must be the currency of the amount', path: ['body', 'payOut', 'stake', 'currency'] },
  );
}
