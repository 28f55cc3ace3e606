import type { Ids } from '../../ports/ids.ts';
import { type HttpEvent, type HttpMiddleware, headerOf } from './call.ts';

/** Sent by the caller or made here; the same on the answer, in the log and on every event. */
export const correlationHeader = 'x-correlation-id';

// A caller's id goes into logs and events as it is, so it must not be able to break a line or a header.
const usable = /^[\x21-\x7e]{1,128}$/;

export function correlation(ids: Ids): HttpMiddleware {
  return {
    before({ event, context }) {
      const given = headerOf(event, correlationHeader);
      event.call = {
        correlationId: given !== undefined && usable.test(given) ? given : ids.next(),
        causationId: context.awsRequestId,
        client: clientOf(event),
        idempotencyKey: null,
        body: undefined,
        input: undefined,
        facts: {
          provider: event.pathParameters?.['provider'],
          betId: event.pathParameters?.['betId'],
          refusal: undefined,
        },
      };
    },
    after: addHeader,
    onError: addHeader,
  };
}

const addHeader: NonNullable<HttpMiddleware['after']> = ({ event, response }) => {
  if (response) response.headers = { ...response.headers, [correlationHeader]: event.call.correlationId };
};

function clientOf(event: HttpEvent): string | null {
  const { client_id: clientId, sub } = event.requestContext.authorizer?.jwt?.claims ?? {};
  const client = clientId ?? sub;
  return client === undefined ? null : String(client).slice(0, 128);
}
