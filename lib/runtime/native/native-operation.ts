import { jsonText as spell } from '../../contracts/json-text.ts';
import type { NativeAnswer, NativeContract, NativeRequest } from '../../contracts/native/native-contract.ts';
import type { CommonDependencies } from '../dependencies.ts';
import { jsonText } from '../http/body.ts';
import { type CallState, type HttpEvent, type HttpResult, headerOf } from '../http/call.ts';
import { httpPipeline } from '../http/http-operation.ts';
import type { HttpHandler, Operation } from '../operation.ts';

export interface NativeCall<Input> extends Pick<CallState, 'correlationId' | 'causationId' | 'client'> {
  readonly input: Input;
  /** `Idempotency-Key` as it was sent; these paths can do without one. */
  readonly idempotencyKey: string | undefined;
}

export interface NativeOperationDefinition<Needs, Input> {
  readonly contract: NativeContract<Input>;
  /** Called once per container, with the dependencies the operation named. */
  readonly handle: (needs: Needs & CommonDependencies) => (call: NativeCall<Input>) => Promise<NativeAnswer>;
}

/**
 * An operation on a provider's own path. What the provider's page says of refusals its contract
 * answers; size, media type and faults of ours are answered as on the hub's own paths.
 */
export function nativeOperation<Needs, Input>(
  definition: NativeOperationDefinition<Needs, Input>,
): Operation<HttpHandler, Needs & CommonDependencies> {
  const { contract } = definition;
  return {
    id: contract.id,
    bind(needs) {
      const handle = definition.handle(needs);
      const respond = async (event: HttpEvent): Promise<HttpResult> => {
        const read = contract.read(toNativeRequest(event));
        if (!read.ok) return toResult(read.answer);
        const { correlationId, causationId, client } = event.call;
        const idempotencyKey = headerOf(event, 'idempotency-key');
        const { input } = read;
        return toResult(await handle({ correlationId, causationId, client, idempotencyKey, input }));
      };
      return httpPipeline(contract.id, needs).handler(respond) as unknown as HttpHandler;
    },
  };
}

function toNativeRequest(event: HttpEvent): NativeRequest {
  return {
    headers: event.headers,
    query: event.queryStringParameters ?? {},
    body: () => jsonText(event),
  };
}

function toResult({ status, contentType, body }: NativeAnswer): HttpResult {
  if (contentType === null) return { statusCode: status, body: '' };
  return { statusCode: status, headers: { 'content-type': contentType }, body: spell(body) };
}
