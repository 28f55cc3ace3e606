import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientOptions } from './client-options.ts';

let client: DynamoDBClient | undefined;

/** One client per container, made when it is first needed. */
export function dynamoDbClient(): DynamoDBClient {
  client ??= new DynamoDBClient(awsClientOptions);
  return client;
}
