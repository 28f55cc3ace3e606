import * as z from 'zod/mini';
import { providers } from '../../domain/provider.ts';

/** Of the data of a cashout's event: which cashout it is, and where it is to be paid out. */
const cashoutRefSchema = z.object({
  provider: z.enum(providers),
  betId: z.string(),
  cashoutId: z.string(),
  payOut: z.nullable(z.object({ betcoreBetId: z.string() })),
});

export type CashoutEventRef = z.output<typeof cashoutRefSchema>;

/** Throws where the data is of no cashout's event. */
export function readCashoutEventRef(data: Readonly<Record<string, unknown>>): CashoutEventRef {
  return z.parse(cashoutRefSchema, data);
}
