import type { Gr8Result } from '../../../../lib/contracts/native/gr8.ts';
import { type Answer, emptyAnswer, jsonAnswer } from '../answer.ts';
import { NumberLiteral } from '../json-text.ts';
import type { SimulatedOperation, SimulatedRequest } from '../simulator.ts';
import { refuse } from './admission.ts';
import type { Members } from './json-members.ts';
import { type FieldErrors, readBody, type SentAmount } from './request-body.ts';
import type { Gr8State } from './state.ts';

export interface MoneyPost {
  readonly name: string;
  readonly path: string;
  /** How this operation dresses what it could not read or will not take. */
  readonly badRequest: (errors: FieldErrors) => Answer;
  readonly judge: (call: {
    readonly request: SimulatedRequest;
    readonly members: Members;
    readonly reject: boolean;
  }) => Answer;
}

/** What the three POSTs have in common: who is let in, and a JSON body. `margin` changes nothing here. */
export function moneyPost({ tokens }: Gr8State, post: MoneyPost): SimulatedOperation {
  return {
    name: post.name,
    method: 'POST',
    path: post.path,
    refuse: (request) => refuse(tokens, request),
    perform(request, { reject }) {
      // The page asks for the header; 415 is how its framework insists on it.
      if (!isJson(request)) return emptyAnswer(415);
      const body = readBody(request.body);
      if ('errors' in body) return post.badRequest(body.errors);
      return post.judge({ request, members: body.members, reject });
    },
  };
}

/** The 200 of all three: `amount` is what was paid, or what was sent when nothing was. */
export function resultAnswer(betId: string, amount: NumberLiteral | string, result: Gr8Result): Answer {
  const literal = typeof amount === 'string' ? new NumberLiteral(amount) : amount;
  return jsonAnswer(200, { betId, amount: literal, result });
}

/** Messages for amounts that are not above zero, or undefined when all are. Names are in capitals here only. */
export function rangeErrors(amounts: Readonly<Record<string, SentAmount>>): FieldErrors | undefined {
  const failed = Object.entries(amounts).filter(([, amount]) => !amount.positive);
  if (failed.length === 0) return undefined;
  return Object.fromEntries(failed.map(([name]) => [name, [`${name} is lower or equal zero.`]]));
}

function isJson({ headers }: SimulatedRequest): boolean {
  return /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}
