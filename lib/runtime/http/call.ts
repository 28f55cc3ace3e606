import type { MiddlewareObj } from '@middy/core';
import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';

/** What the line of a call in the log says of it beside its outcome. */
export interface CallFacts {
  provider: string | undefined;
  /** Of a call about one bet. */
  betId: string | undefined;
  /** Why it was refused, by code; the answer need not tell it. */
  refusal: string | undefined;
}

/** What the middlewares have learned of one call; each adds its part before the next reads it. */
export interface CallState {
  correlationId: string;
  /** Names this very call in the events it causes. */
  causationId: string;
  /** Which client's token came with it. */
  client: string | null;
  idempotencyKey: string | null;
  body: unknown;
  input: unknown;
  readonly facts: CallFacts;
}

export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer & { call: CallState };

export type HttpResult = APIGatewayProxyStructuredResultV2;

/** A middleware of ours; to answer at once it throws `Refused`. */
export type HttpMiddleware = MiddlewareObj<HttpEvent, HttpResult, Error, Context>;

/** Header names arrive in lower case from API Gateway. */
export function headerOf(event: HttpEvent, name: string): string | undefined {
  return event.headers[name.toLowerCase()];
}
