import { resultAnswer } from '../../../../lib/contracts/native/gr8-answers.ts';
import type { Gr8MoneyContract } from '../../../../lib/contracts/native/gr8-money-post.ts';
import type { MoneyBody } from '../../../../lib/contracts/native/gr8-request-body.ts';
import { type Answer, emptyAnswer, nativeAnswer } from '../answer.ts';
import { isJson } from '../media-type.ts';
import type { SimulatedOperation, SimulatedRequest } from '../simulator.ts';
import { refuse } from './admission.ts';
import type { Gr8State } from './state.ts';

export interface MoneyPost<Body extends MoneyBody> {
  readonly name: string;
  readonly path: string;
  readonly contract: Gr8MoneyContract<Body>;
  readonly judge: (call: {
    readonly request: SimulatedRequest;
    readonly body: Body;
    readonly reject: boolean;
  }) => Answer;
}

/** What the three POSTs have in common: who is let in, and a JSON body. */
export function moneyPost<Body extends MoneyBody>(
  { tokens }: Gr8State,
  { name, path, contract, judge }: MoneyPost<Body>,
): SimulatedOperation {
  return {
    name,
    method: 'POST',
    path,
    refuse: (request) => refuse(tokens, request),
    perform(request, { reject }) {
      // The page asks for the header; 415 is how its framework insists on it.
      if (!isJson(request)) return emptyAnswer(415);
      const body = contract.readBody(request.body);
      if (!body.ok) return nativeAnswer(contract.badRequest(body.errors));
      return judge({ request, body: body.value, reject });
    },
  };
}

/** Done: `paid` is the amount as the answer spells it. */
export function success({ betId }: MoneyBody, paid: Parameters<typeof resultAnswer>[1]): Answer {
  return nativeAnswer(resultAnswer(betId, paid, 'Success'));
}

/** A no gives the amount back as it was sent. */
export function notAllowed({ betId, amount }: MoneyBody): Answer {
  return nativeAnswer(resultAnswer(betId, amount.literal, 'NotAllowed'));
}
