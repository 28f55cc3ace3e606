import type {
  APIGatewayProxyEventV2WithJWTAuthorizer,
  APIGatewayProxyStructuredResultV2,
  Context,
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';

/** The part of the Lambda context anything of ours reads. */
export type InvocationContext = Pick<Context, 'awsRequestId'>;

export type HttpHandler = (
  event: APIGatewayProxyEventV2WithJWTAuthorizer,
  context: InvocationContext,
) => Promise<APIGatewayProxyStructuredResultV2>;

export type ScheduleHandler = (event: unknown, context: InvocationContext) => Promise<void>;

export type StreamHandler = (
  event: DynamoDBStreamEvent,
  context: InvocationContext,
) => Promise<DynamoDBBatchResponse>;

export type QueueHandler = (event: SQSEvent, context: InvocationContext) => Promise<SQSBatchResponse>;

/** An operation waits for its dependencies; binding them gives the handler. Every file in functions/ exports one. */
export interface Operation<Handler, Needs> {
  readonly id: string;
  bind(dependencies: Needs): Handler;
}
