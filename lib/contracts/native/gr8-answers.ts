import { type JsonValue, NumberLiteral } from '../json-text.ts';
import type { Gr8Result } from './gr8.ts';
import type { FieldErrors } from './gr8-read.ts';
import type { NativeAnswer } from './native-contract.ts';

/*
 * GR8's answers, byte for byte as its page shows them (gr8.seed.txt). Where the page only names a kind, the
 * bytes are those of its framework.
 */

export function ok(body: JsonValue): NativeAnswer {
  return { status: 200, contentType: json, body };
}

/** The 200 of all three POSTs: `amount` is what was paid, or what was sent when nothing was. */
export function resultAnswer(betId: string, amount: NumberLiteral | string, result: Gr8Result): NativeAnswer {
  const literal = typeof amount === 'string' ? new NumberLiteral(amount) : amount;
  return ok({ betId, amount: literal, result });
}

/** A bare JSON text, as for missing headers. */
export function badRequestText(text: string): NativeAnswer {
  return { status: 400, contentType: json, body: text };
}

/** Messages by field, as most 400 carry them. */
export function badRequestMap(errors: FieldErrors): NativeAnswer {
  return { status: 400, contentType: json, body: errors };
}

/** Unlike the other operations, forced cashouts answer problem details. */
export function badRequestProblem(errors: FieldErrors): NativeAnswer {
  return problem(400, {
    type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
    title: 'One or more validation errors occurred.',
    status: 400,
    errors,
  });
}

export function unprocessable(detail: string): NativeAnswer {
  return problem(422, {
    type: 'https://tools.ietf.org/html/rfc4918#section-11.2',
    title: 'Unprocessable Entity',
    status: 422,
    detail,
  });
}

/** "If betId is not valid or markets was closed". */
export const cannotBeForced = unprocessable('The bet id is not valid or its markets are closed.');

export const tooManyRequests = problem(429, {
  type: 'https://tools.ietf.org/html/rfc6585#section-4',
  title: 'Too Many Requests',
  status: 429,
});

export const serverError = problem(500, {
  type: 'https://tools.ietf.org/html/rfc7231#section-6.6.1',
  title: 'An error occurred while processing your request.',
  status: 500,
});

const json = 'application/json; charset=utf-8';

function problem(status: number, details: JsonValue): NativeAnswer {
  return { status, contentType: 'application/problem+json; charset=utf-8', body: details };
}
