import { toJsonNumber } from '../../domain/money/decimal.ts';
import type { Calculation } from '../../domain/pricing/engine.ts';
import type { TicketFault } from '../../domain/pricing/validate-ticket.ts';
import type { ReasonCode } from '../../domain/reasons.ts';
import { placeOf } from '../place-of.ts';
import type { NativeAnswer } from './native-contract.ts';

/*
 * OddsGigant's page shows no answer. This shape is ours: what every one of its callers must want to know, the
 * request's own id, and why there is no cashout.
 */

/** What can be cashed out; a ticket without a price is a result too, worth 0. */
export function calculationAnswer(referenceId: string | null, calculation: Calculation): NativeAnswer {
  if (calculation.outcome !== 'priced') return noCashout(referenceId, calculation.reason.code);
  const cashout = toJsonNumber(calculation.value);
  // A value of more digits would not be the same in its reader's hands.
  if (cashout === undefined) return noCashout(referenceId, 'amount-out-of-limits');
  return answer(200, { success: true, referenceID: referenceId, cashout, reason: null });
}

export function noCashout(referenceId: string | null, reason: ReasonCode): NativeAnswer {
  return answer(200, { ...failed(referenceId), reason });
}

/** Every fault with its place in the body, as on the hub's own paths. */
export function invalidTicket(referenceId: string | null, faults: readonly TicketFault[]): NativeAnswer {
  const errors = faults.map(({ path, message }) => ({ path: placeOf(path), message }));
  return answer(400, { ...failed(referenceId), reason: 'invalid-request', errors });
}

/** The same for a key that is missing, malformed or wrong. */
export function wrongAuth(referenceId: string | null): NativeAnswer {
  return answer(401, { ...failed(referenceId), reason: 'unauthorized' });
}

function failed(referenceId: string | null) {
  return { success: false, referenceID: referenceId, cashout: 0 };
}

function answer(status: number, body: NativeAnswer['body']): NativeAnswer {
  return { status, contentType: 'application/json; charset=utf-8', body };
}
