import { NumberLiteral } from '../../../../lib/contracts/json-text.ts';
import { betcoreCodes, betcorePaths } from '../../../../lib/contracts/native/betcore.ts';
import { rejectedAnswer } from '../../../../lib/contracts/native/betcore-answers.ts';
import { jsonAnswer, nativeAnswer } from '../answer.ts';
import type { SimulatedOperation } from '../simulator.ts';
import type { BetcoreState } from './betcore-simulator.ts';
import { sessionIdIn } from './session-id.ts';
import { sessionCurrency } from './sessions.ts';

/** GET /v1/sessions/{sessionId}/balance of the facts file. */
export function balance({ admit, sessions }: BetcoreState): SimulatedOperation {
  return {
    name: 'balance',
    method: 'GET',
    path: betcorePaths.balance,
    refuse: admit,
    perform(request, { reject }) {
      if (reject) return nativeAnswer(rejectedAnswer);
      const session = sessions.of(sessionIdIn(request));
      return jsonAnswer(200, {
        currency: sessionCurrency,
        balance: new NumberLiteral(session.balance),
        _responseCode: betcoreCodes.success,
      });
    },
  };
}
