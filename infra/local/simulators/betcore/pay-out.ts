import { parseJsonWithNumberLiterals } from '../../../../lib/contracts/json.ts';
import { NumberLiteral } from '../../../../lib/contracts/json-text.ts';
import { betcoreCodes, betcorePaths } from '../../../../lib/contracts/native/betcore.ts';
import {
  invalidAnswer,
  paidAnswer,
  rejectedAnswer,
  unpaidAnswer,
  unreadAnswer,
} from '../../../../lib/contracts/native/betcore-answers.ts';
import { betcorePayOutContract } from '../../../../lib/contracts/native/betcore-pay-out.ts';
import { nativeAnswer } from '../answer.ts';
import { isJson } from '../media-type.ts';
import type { SimulatedOperation, SimulatedRequest } from '../simulator.ts';
import type { BetcoreState } from './betcore-simulator.ts';
import { sessionIdIn } from './session-id.ts';
import type { ReceivedPayOut } from './sessions.ts';

/**
 * POST /v1/sessions/{sessionId}/bets/pay-out: puts what a bet won into the session's balance, once per bet. A bet that
 * is paid answers 104 to whatever comes for it again, also with another amount or session, which the page leaves open.
 */
export function payOut({ admit, sessions }: BetcoreState): SimulatedOperation {
  return {
    name: 'pay-out',
    method: 'POST',
    path: betcorePaths.payOut,
    refuse: admit,
    perform(request, { reject }) {
      if (!isJson(request)) return nativeAnswer(unreadAnswer(415));
      const reading = readCall(request);
      if (!reading.ok) return nativeAnswer(invalidAnswer);
      const { sessionId, betId, winAmount } = reading.payOut;
      if (reject) return nativeAnswer(rejectedAnswer);
      // Nobody has seen this body; its code is all that matters.
      if (sessions.isPaid(betId)) return nativeAnswer(unpaidAnswer(200, betcoreCodes.repeated));
      const transactionId = sessions.pay(sessionId, winAmount, asReceived(betId, request.body));
      return nativeAnswer(paidAnswer(transactionId, sessions.of(sessionId).balance));
    },
  };
}

function readCall(request: SimulatedRequest) {
  const path = { sessionId: sessionIdIn(request) };
  const read = betcorePayOutContract.read({ headers: {}, query: {}, path, body: () => request.body });
  return read.ok ? read.input.readPayOut() : { ok: false as const };
}

function asReceived(betId: string, body: string): ReceivedPayOut {
  // The contract has just read both numbers.
  const { winAmount, winOdd = null } = parseJsonWithNumberLiterals(body) as {
    winAmount: string;
    winOdd?: string | null;
  };
  return {
    betId,
    winAmount: new NumberLiteral(winAmount),
    winOdd: winOdd === null ? null : new NumberLiteral(winOdd),
  };
}
