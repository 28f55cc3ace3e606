import { jsonText } from '../../contracts/json-text.ts';
import { type DatabetCallback, maxCallbackBytes } from '../../contracts/native/databet.ts';
import { faultAnswer, unreadCallback } from '../../contracts/native/databet-answers.ts';
import {
  type ForeignParams,
  foreignParamsHeader,
  readForeignParams,
} from '../../contracts/native/databet-foreign-params.ts';
import type { NativeAnswer, NativeContract } from '../../contracts/native/native-contract.ts';
import type { CallbackAnswer } from '../../ports/callback-store.ts';
import { refusalsOfCaller } from '../../ports/webhook-access.ts';
import type { CommonDependencies, Dependencies } from '../dependencies.ts';
import { bodyText } from '../http/body.ts';
import { type CallFacts, type CallState, type HttpEvent, type HttpResult, headerOf } from '../http/call.ts';
import { httpPipeline } from '../http/http-operation.ts';
import { type Problem, problems } from '../http/problems.ts';
import type { HttpHandler, Operation } from '../operation.ts';

export interface WebhookCall<Input> extends Pick<CallState, 'correlationId' | 'causationId'> {
  readonly input: Input;
  readonly foreignParams: ForeignParams;
  /** Adds to the call's line in the log. */
  readonly note: (facts: Partial<CallFacts>) => void;
}

export interface WebhookOperationDefinition<Needs, Input> {
  readonly contract: NativeContract<Input>;
  /** As it is counted. */
  readonly callback: DatabetCallback;
  /** Called once per container, with the dependencies the operation named. */
  readonly handle: (needs: Needs & WebhookNeeds) => (call: WebhookCall<Input>) => Promise<CallbackAnswer>;
}

export type WebhookNeeds = CommonDependencies & Pick<Dependencies, 'webhookAccess'>;

/**
 * An operation DATA.BET posts to. The secret in the path and the caller's address are judged before anything else is
 * read; who is refused gets what the gateway says where there is no route. Faults of ours are answered in DATA.BET's
 * shape.
 */
export function webhookOperation<Needs, Input>(
  definition: WebhookOperationDefinition<Needs, Input>,
): Operation<HttpHandler, Needs & WebhookNeeds> {
  const { contract, callback } = definition;
  return {
    id: contract.id,
    bind(needs) {
      const handle = definition.handle(needs);
      const respond = async (event: HttpEvent): Promise<HttpResult> => {
        const { correlationId, causationId, facts } = event.call;
        const note = (added: Partial<CallFacts>): void => void Object.assign(facts, added);
        note({ provider: contract.provider });
        const { pathParameters, requestContext, headers } = event;
        const secret = pathParameters?.['secret'] ?? '';
        const admission = await needs.webhookAccess.admit({ secret, address: requestContext.http.sourceIp });
        if (admission.outcome === 'refused') {
          note({ refusal: admission.why });
          return noSuchRoute();
        }
        const read = contract.read({ headers, query: {}, body: () => bodyText(event, maxCallbackBytes) });
        if (!read.ok) {
          note({ refusal: 'invalid-request' });
          return toResult(recordable(read.answer));
        }
        const foreignParams = readForeignParams(
          headerOf(event, foreignParamsHeader),
          admission.foreignParams,
        );
        const { input } = read;
        return toResult(await handle({ correlationId, causationId, input, foreignParams, note }));
      };
      const handler = httpPipeline(contract.id, needs, inDatabetShape).handler(respond);

      return async (event, context) => {
        const called = event as HttpEvent;
        const result = (await (handler as unknown as HttpHandler)(called, context)) as HttpResult;
        const outcome = outcomeOf(called.call.facts.refusal, result.statusCode);
        if (outcome !== null) needs.metrics.count('Callbacks', 1, { callback, outcome });
        if (outcome !== 'refused') return result;
        needs.metrics.count('WebhookRefused', 1, { operation: contract.id });
        // Without the correlation id that every answer of ours carries.
        return noSuchRoute();
      };
    },
  };
}

/** An answer as it is recorded for its repeats. */
export function recordable({ status, contentType, body }: NativeAnswer): CallbackAnswer {
  return { status, body: contentType === null ? '' : jsonText(body) };
}

/** To the letter what API Gateway answers for a path it does not know. */
function noSuchRoute(): HttpResult {
  const headers = { 'content-type': 'application/json' };
  return { statusCode: 404, headers, body: '{"message":"Not Found"}' };
}

function toResult({ status, body }: CallbackAnswer): HttpResult {
  if (body === '') return { statusCode: status, body };
  return { statusCode: status, headers: { 'content-type': 'application/json' }, body };
}

function inDatabetShape({ code }: Problem): HttpResult {
  const { status } = problems[code];
  return toResult(recordable(status >= 500 ? faultAnswer : unreadCallback(status, code)));
}

const refusedCallers: ReadonlySet<string> = new Set(refusalsOfCaller);

/** Null for faults of ours, which are counted as such. */
function outcomeOf(
  refusal: string | undefined,
  status: number | undefined,
): 'taken' | 'amount-conflict' | 'invalid' | 'refused' | null {
  if (refusal === undefined) return status === 204 ? 'taken' : null;
  if (refusedCallers.has(refusal)) return 'refused';
  return refusal === 'amount-conflict' ? refusal : 'invalid';
}
