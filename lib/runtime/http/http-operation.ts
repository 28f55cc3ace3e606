import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { HttpContract } from '../../contracts/http/contract.ts';
import type { Currencies } from '../../domain/money/currency.ts';
import type { CommonDependencies } from '../dependencies.ts';
import type { HttpHandler, Operation } from '../operation.ts';
import { jsonBody } from './body.ts';
import type { CallState, HttpEvent, HttpResult } from './call.ts';
import { correlation } from './correlation.ts';
import { faults, type RenderProblem } from './faults.ts';
import { requireIdempotencyKey } from './idempotency-key.ts';
import { knownProvider, validInput } from './input.ts';
import { type Problem, problemResponse } from './problems.ts';
import { requestLog } from './request-log.ts';

export interface HttpCall<Input> extends Omit<CallState, 'body' | 'input' | 'facts'> {
  readonly input: Input;
}

export type HttpAnswer =
  | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly problem: Problem };

export interface HttpOperationDefinition<Needs, Input> {
  readonly contract: HttpContract<Input>;
  /** Called once per container, with the dependencies the operation named. */
  readonly handle: (needs: Needs & HttpNeeds) => (call: HttpCall<Input>) => Promise<HttpAnswer>;
}

export type HttpNeeds = CommonDependencies & { readonly currencies: Currencies };

/**
 * An operation called over HTTP. Refuses in this order: size, media type, JSON, idempotency key, provider,
 * schema; then calls `handle` with what was read.
 */
export function httpOperation<Needs, Input>(
  definition: HttpOperationDefinition<Needs, Input>,
): Operation<HttpHandler, Needs & HttpNeeds> {
  const { contract } = definition;
  return {
    id: contract.id,
    bind(needs) {
      const handle = definition.handle(needs);
      const respond = async (event: HttpEvent): Promise<HttpResult> => {
        const { body: _, input, facts, ...call } = event.call;
        // The schema of this very contract has just parsed it.
        const answer = await handle({ ...call, input: input as Input });
        if ('problem' in answer) facts.refusal = answer.problem.code;
        return toResult(answer);
      };
      const handler = httpPipeline(contract.id, needs);
      if (contract.body) handler.use(jsonBody(contract.exactNumbers));
      if (contract.idempotencyKey) handler.use(requireIdempotencyKey());
      handler.use(knownProvider()).use(validInput(contract.input(needs.currencies)));
      handler.handler(respond);
      return handler as unknown as HttpHandler;
    },
  };
}

/** What every call over HTTP goes through, whatever it takes: its line in the log, its id, its faults. */
export function httpPipeline(operationId: string, needs: CommonDependencies, render?: RenderProblem) {
  return middy<HttpEvent, HttpResult, Error, Context>({ timeoutEarlyInMillis: 0 })
    .use(requestLog(operationId, needs.clock, needs.log))
    .use(correlation(needs.ids))
    .use(faults(operationId, needs.log, needs.metrics, render));
}

function toResult(answer: HttpAnswer): HttpResult {
  if ('problem' in answer) return problemResponse(answer.problem);
  return {
    statusCode: answer.status,
    headers: { 'content-type': 'application/json', ...answer.headers },
    body: JSON.stringify(answer.body),
  };
}
