import { idempotencyKeyHeader } from '../../contracts/http/idempotency-key.ts';
import { jsonText } from '../../contracts/json-text.ts';
import type { NativeAnswer, NativeContract, NativeRequest } from '../../contracts/native/native-contract.ts';
import type { CommonDependencies } from '../dependencies.ts';
import { anyBodyText, bodyText, requireJson } from '../http/body.ts';
import { type CallFacts, type CallState, type HttpEvent, type HttpResult, headerOf } from '../http/call.ts';
import { httpPipeline } from '../http/http-operation.ts';
import { type Problem, problems } from '../http/problems.ts';
import type { HttpHandler, Operation } from '../operation.ts';

export interface NativeCall<Input> extends Pick<CallState, 'correlationId' | 'causationId' | 'client'> {
  readonly input: Input;
  /** `Idempotency-Key` as it was sent; these paths can do without one. */
  readonly idempotencyKey: string | undefined;
  /** Adds to the call's line in the log: these paths name no bet, and their answers no code. */
  readonly note: (facts: Partial<CallFacts>) => void;
  /** Refuses a body whose media type is none of JSON; done already unless the operation `admitsFirst`. */
  readonly requireJson: () => void;
}

export interface NativeOperationDefinition<Needs, Input> {
  readonly contract: NativeContract<Input>;
  /**
   * Who calls is told by what came with the call, and nothing else is told before: the media type is then for `handle`.
   * @default false
   */
  readonly admitsFirst?: boolean;
  /**
   * Answers what is refused before the contract reads it, and faults of ours, by status.
   * @default as on the hub's own paths
   */
  readonly inShape?: (status: number) => NativeAnswer;
  /** Called once per container, with the dependencies the operation named. */
  readonly handle: (needs: Needs & CommonDependencies) => (call: NativeCall<Input>) => Promise<NativeAnswer>;
}

/**
 * An operation on a provider's own path. What the provider's page says of refusals its contract
 * answers; size, media type and faults of ours are answered as on the hub's own paths unless its page has a shape for them.
 */
export function nativeOperation<Needs, Input>(
  definition: NativeOperationDefinition<Needs, Input>,
): Operation<HttpHandler, Needs & CommonDependencies> {
  const { contract, admitsFirst = false, inShape } = definition;
  const readBody = admitsFirst ? anyBodyText : bodyText;
  const render = inShape && (({ code }: Problem): HttpResult => toResult(inShape(problems[code].status)));
  return {
    id: contract.id,
    bind(needs) {
      const handle = definition.handle(needs);
      const respond = async (event: HttpEvent): Promise<HttpResult> => {
        const { correlationId, causationId, client, facts } = event.call;
        const note = (added: Partial<CallFacts>): void => void Object.assign(facts, added);
        note({ provider: contract.provider });
        const read = contract.read(toNativeRequest(event, () => readBody(event)));
        if (!read.ok) {
          note({ refusal: 'invalid-request' });
          return toResult(read.answer);
        }
        const idempotencyKey = headerOf(event, idempotencyKeyHeader);
        const { input } = read;
        const call = { correlationId, causationId, client, idempotencyKey, note, input };
        return toResult(await handle({ ...call, requireJson: () => requireJson(event) }));
      };
      return httpPipeline(contract.id, needs, render).handler(respond) as unknown as HttpHandler;
    },
  };
}

function toNativeRequest(event: HttpEvent, body: () => string): NativeRequest {
  return {
    headers: event.headers,
    query: event.queryStringParameters ?? {},
    path: event.pathParameters ?? {},
    body,
  };
}

function toResult({ status, contentType, body }: NativeAnswer): HttpResult {
  if (contentType === null) return { statusCode: status, body: '' };
  return { statusCode: status, headers: { 'content-type': contentType }, body: jsonText(body) };
}
