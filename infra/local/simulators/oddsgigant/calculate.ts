import { isOneOf } from '../../../../lib/adapters/http/one-of.ts';
import { oddsgigantPath } from '../../../../lib/contracts/native/oddsgigant.ts';
import {
  calculationAnswer,
  invalidTicket,
  noCashout,
  wrongAuth,
} from '../../../../lib/contracts/native/oddsgigant-answers.ts';
import { oddsgigantCashoutContract } from '../../../../lib/contracts/native/oddsgigant-cashout.ts';
import { priceHere } from '../../../../lib/domain/pricing/engine.ts';
import { emptyAnswer, nativeAnswer } from '../answer.ts';
import { isJson } from '../media-type.ts';
import type { SimulatedOperation, SimulatedRequest } from '../simulator.ts';

/**
 * POST /ApiR1/cashout: prices the ticket it is sent. The page shows no answer, so the shape is the one the hub gives
 * on its own copy of the path.
 */
export function calculate(licenceKey: string): SimulatedOperation {
  return {
    name: 'calculate',
    method: 'POST',
    path: oddsgigantPath,
    refuse(request) {
      const read = readCall(request);
      if (!read.ok || isOneOf([licenceKey], read.input.auth)) return undefined;
      return nativeAnswer(wrongAuth(read.input.referenceId));
    },
    perform(request, { reject }) {
      if (!isJson(request)) return emptyAnswer(415);
      const read = readCall(request);
      if (!read.ok) return nativeAnswer(read.answer);
      const { referenceId, readTicket } = read.input;
      const reading = readTicket();
      if (!reading.ok) return nativeAnswer(invalidTicket(referenceId, reading.faults));
      if (reject) return nativeAnswer(noCashout(referenceId, 'market-suspended'));
      const { ticket } = reading;
      return nativeAnswer(calculationAnswer(referenceId, priceHere(ticket, ticket.ticket.stake)));
    },
  };
}

function readCall({ body }: SimulatedRequest) {
  return oddsgigantCashoutContract.read({ headers: {}, query: {}, body: () => body });
}
