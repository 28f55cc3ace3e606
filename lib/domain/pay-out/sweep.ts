import { applyToPayOut } from './apply.ts';
import { overdueDueAt } from './due.ts';
import type { PayOut } from './pay-out.ts';

/** What time alone decides: what takes too long is told, once. The same object where there is nothing to do. */
export function sweepPayOut(payOut: PayOut, now: number, causationId: string): PayOut {
  const overdueAt = overdueDueAt(payOut);
  if (overdueAt === null || overdueAt > now) return payOut;
  return applyToPayOut(payOut, { name: 'overdue', at: now }, causationId).payOut;
}
