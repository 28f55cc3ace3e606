import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Bet } from '../../domain/bet/bet.ts';
import { maxJsonNumberDigits } from '../../domain/money/decimal.ts';

/** Every error an operation of ours can answer: one registry for handlers, API description and tests. */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'idempotency-key-missing': { status: 400, title: 'The Idempotency-Key header is missing' },
  'unknown-provider': { status: 404, title: 'There is no such provider' },
  'bet-not-found': { status: 404, title: 'This bet has never been seen' },
  'pay-out-not-found': { status: 404, title: 'There is no such pay-out' },
  'cashout-not-found': { status: 404, title: 'This bet has no such cashout' },
  'request-in-progress': { status: 409, title: 'The first request with this key is still running' },
  'cashout-in-progress': { status: 409, title: 'Another cashout of this bet is not finished' },
  'bet-already-cashed-out': { status: 409, title: 'This bet is cashed out already' },
  'bet-closed': { status: 409, title: 'This bet is closed' },
  'cashout-already-decided': { status: 409, title: 'This cashout has been decided already' },
  'pay-out-in-progress': { status: 409, title: 'This pay-out is not finished' },
  'pay-out-already-decided': { status: 409, title: 'This pay-out has been decided already' },
  'cashout-id-missing': { status: 409, title: 'Several pay-outs wait here: say which is meant' },
  'stake-exceeded': { status: 409, title: 'More than the remaining stake' },
  'too-many-cashouts': { status: 409, title: 'This bet has had too many cashout requests' },
  'bet-registered-differently': { status: 409, title: 'This bet is registered with other content' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is not JSON' },
  'idempotency-key-reused': { status: 422, title: 'This key was used for another request' },
  'operation-not-supported': { status: 422, title: 'This provider cannot do that' },
  'bet-not-registered': { status: 422, title: 'This bet must be registered first' },
  'pay-out-not-supported': { status: 422, title: 'There can be no pay-out for this' },
  'pay-out-already-attached': { status: 422, title: 'This pay-out belongs to another cashout' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'temporarily-unavailable': { status: 503, title: 'Please try again shortly' },
} as const satisfies Record<string, { readonly status: number; readonly title: string }>;

export type ProblemCode = keyof typeof problems;

export interface FieldError {
  /** Where in the body, path or headers, e.g. `amount.value` or `bets[3].betId`. */
  readonly path: string;
  readonly message: string;
}

export interface Problem {
  readonly code: ProblemCode;
  /** One sentence: what was wrong and what to do. */
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
}

/** RFC 9457 problem details. */
export function problemResponse(problem: Problem): APIGatewayProxyStructuredResultV2 {
  const { status, title } = problems[problem.code];
  return {
    statusCode: status,
    headers: {
      'content-type': 'application/problem+json',
      ...(problem.retryAfterSeconds === undefined
        ? {}
        : { 'retry-after': String(problem.retryAfterSeconds) }),
    },
    body: JSON.stringify({
      type: `urn:cashout-hub:problem:${problem.code}`,
      title,
      status,
      code: problem.code,
      detail: problem.detail,
      ...(problem.errors === undefined ? {} : { errors: problem.errors }),
    }),
  };
}

/** A 404 that says whether the bet or the cashout is the unknown one. */
export function cashoutNotFound(bet: Bet): Problem {
  return bet.version === 0
    ? { code: 'bet-not-found', detail: 'The hub has never seen this bet.' }
    : { code: 'cashout-not-found', detail: 'GET the bet to see the cashouts it has.' };
}

/** A 400 that names the faulty places. */
export function invalidRequest(errors: readonly FieldError[]): Problem {
  const places = errors.map(({ path }) => path || 'the body').join(', ');
  return { code: 'invalid-request', detail: `Please correct ${places}.`, errors };
}

/** A 400 for an amount that is to be paid out and that BETCORE's wire does not carry. */
export function tooLongForPayOut(): Problem {
  const message = `must have at most ${maxJsonNumberDigits} digits: betcore takes amounts as JSON numbers`;
  return invalidRequest([{ path: 'amount.value', message }]);
}

/** Thrown by a middleware to answer at once; caught by `faults`, so that header and log are added all the same. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.problem = problem;
  }
}
