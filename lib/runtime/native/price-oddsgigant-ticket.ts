import type { NativeAnswer } from '../../contracts/native/native-contract.ts';
import { calculationAnswer, invalidTicket, wrongAuth } from '../../contracts/native/oddsgigant-answers.ts';
import type { OddsgigantCashoutInput } from '../../contracts/native/oddsgigant-cashout.ts';
import { calculateCashout } from '../../use-cases/calculate-cashout.ts';
import type { CommonDependencies, Dependencies } from '../dependencies.ts';
import type { NativeCall } from './native-operation.ts';

export type PriceOddsgigantTicketNeeds = CommonDependencies & Pick<Dependencies, 'pricing'>;

/** Prices a ticket sent to OddsGigant's own path. The key in it is what lets the caller in: no token is asked for. */
export async function priceOddsgigantTicket(
  needs: PriceOddsgigantTicketNeeds,
  { input, note }: NativeCall<OddsgigantCashoutInput>,
): Promise<NativeAnswer> {
  const { auth, referenceId, readTicket } = input;
  // Before anything else is done: the work of reading a ticket is for those who may ask.
  if (!(await needs.pricing.isLicensed(auth))) {
    note({ refusal: 'unauthorized' });
    return wrongAuth(referenceId);
  }
  const reading = readTicket();
  if (!reading.ok) {
    note({ refusal: 'invalid-request' });
    return invalidTicket(referenceId, reading.faults);
  }
  const asked = { engine: undefined, referenceId: referenceId ?? needs.ids.next() };
  return calculationAnswer(referenceId, await calculateCashout(needs, reading.ticket, asked));
}
