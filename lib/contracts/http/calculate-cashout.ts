import * as z from 'zod/mini';
import { padDecimals, zero } from '../../domain/money/decimal.ts';
import { type Calculation, type Engine, engines } from '../../domain/pricing/engine.ts';
import type { ValidTicket } from '../../domain/pricing/ticket.ts';
import { reasons } from '../../domain/reasons.ts';
import type { HttpContract } from './contract.ts';
import { ticketOrFaults } from './ticket.ts';

export interface CalculateCashoutInput {
  readonly body: {
    readonly ticket: ValidTicket;
    /** Without it the engine of the operator's settings. */
    readonly engine?: Engine | undefined;
  };
}

/** The body is OddsGigant's ticket itself, with `engine` beside its members. */
export const calculateCashoutContract: HttpContract<CalculateCashoutInput> = {
  id: 'calculate-cashout',
  body: true,
  exactNumbers: true,
  idempotencyKey: false,
  input: () => z.object({ body: z.pipe(z.unknown(), readBody) }),
};

const engineSchema = z.optional(z.enum(engines));

/** Not one schema after the other: whoever mends a body wants to hear of all its faults at once. */
const readBody = z.transform((body: unknown, context): CalculateCashoutInput['body'] => {
  const ticket = ticketOrFaults(body, [], context);
  const named = typeof body === 'object' && body !== null && 'engine' in body ? body.engine : undefined;
  const engine = engineSchema.safeParse(named);
  if (engine.success) return { ticket, engine: engine.data };
  const message = `must be one of ${engines.map((one) => `"${one}"`).join(', ')}`;
  context.issues.push({ code: 'custom', path: ['engine'], message, input: undefined });
  return z.NEVER;
});

/** Amounts have no currency here: two digits for what is paid, up to six for how it came about. */
const shownDigits = 2;

export function toCalculationResource(calculation: Calculation) {
  const { engine, outcome, details } = calculation;
  const reason = outcome === 'priced' ? null : calculation.reason.code;
  return {
    value: padDecimals(outcome === 'priced' ? calculation.value : zero, shownDigits),
    fair: details && padDecimals(details.fair, shownDigits),
    deductions: details && {
      withdrawal: padDecimals(details.deductions.withdrawal, shownDigits),
      tax: padDecimals(details.deductions.tax, shownDigits),
    },
    available: outcome === 'priced',
    reason: reason && { code: reason, ...reasons[reason] },
    engine,
  };
}
