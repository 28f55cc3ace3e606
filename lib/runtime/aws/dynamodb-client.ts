import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/*
 * DynamoDB answers in single-digit milliseconds; a call that takes a second is lost and worth sending again.
 * Every write of ours is conditional and recognises itself, so the repeat is safe.
 */
const connectionTimeoutMs = 500;
const requestTimeoutMs = 1_500;
const attempts = 3;

let client: DynamoDBClient | undefined;

/** One client per container, made when it is first needed. */
export function dynamoDbClient(): DynamoDBClient {
  client ??= new DynamoDBClient({
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: connectionTimeoutMs, requestTimeout: requestTimeoutMs },
  });
  return client;
}
