import * as z from 'zod/mini';
import type { PriceChange } from '../../domain/cashout/cashout.ts';
import { type Decimal, zero } from '../../domain/money/decimal.ts';
import { idSchema } from '../http/fields.ts';
import type { NativeContract } from './native-contract.ts';
import { fromLocalAmount, maxPrecision, odds88Paths, odds88PriceChanges } from './odds88.ts';
import { odds88BodyContract } from './odds88-body-contract.ts';

export interface Odds88CashoutInput {
  readonly betId: string;
  readonly priceChange: Extract<PriceChange, keyof typeof odds88PriceChanges>;
  readonly amount: {
    /** `localAmount` as it was sent, a whole number of at most 15 digits. */
    readonly localAmount: number;
    readonly precision: number;
    /** As sent: whether anybody knows it is for the one who takes it. */
    readonly currency: string;
    /** What both of them say. */
    readonly value: Decimal;
  };
}

const amountSchema = z.pipe(
  z.object({
    localAmount: z.string({ error: 'must be a whole number' }),
    precision: z.string({ error: 'must be a whole number' }).check(
      z.refine((text) => /^\d{1,2}$/.test(text) && Number(text) <= maxPrecision, {
        error: `must be a whole number from 0 to ${maxPrecision}`,
      }),
    ),
    currency: z.string().check(z.regex(/^[\x21-\x7e]{1,16}$/, { error: 'must be a currency code' })),
  }),
  z.transform(({ localAmount, precision, currency }, context): Odds88CashoutInput['amount'] => {
    const value = fromLocalAmount(localAmount, Number(precision));
    if (value !== undefined && value !== zero) {
      return { localAmount: Number(localAmount), precision: Number(precision), currency, value };
    }
    const message = 'must be a whole number above 0 of at most 15 digits';
    context.issues.push({ code: 'custom', path: ['localAmount'], message, input: localAmount });
    return z.NEVER;
  }),
);

const priceChangeSchema = z.pipe(
  z.string({ error: 'must be 1 or 2' }),
  z.transform((text, context): Odds88CashoutInput['priceChange'] => {
    if (text === String(odds88PriceChanges.none)) return 'none';
    if (text === String(odds88PriceChanges.any)) return 'any';
    // The page never explains 0, and nobody is paid under a policy nobody knows.
    context.issues.push({ code: 'custom', path: [], message: 'must be 1 or 2', input: text });
    return z.NEVER;
  }),
);

/** POST /api/Cashout of odds88.seed.txt. */
export const odds88CashoutContract: NativeContract<Odds88CashoutInput> = odds88BodyContract(
  'odds88-cashout',
  odds88Paths.cashout,
  () => z.object({ betId: idSchema, priceChange: priceChangeSchema, amount: amountSchema }),
);
