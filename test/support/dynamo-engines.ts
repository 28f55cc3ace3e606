import { inject } from 'vitest';
import { type StartEngine, startDynalite } from './dynalite.ts';
import { startDynamoDbLocalEngine } from './dynamodb-local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** False where it is left out because Java is missing. */
    readonly runsDynamoDbLocal: boolean;
  }
}

export const runsDynamoDbLocal = inject('runsDynamoDbLocal');

/** Every DynamoDB the stores are tested on; a further one is one more line. */
export const dynamoEngines: readonly (readonly [name: string, start: StartEngine])[] = [
  ['dynalite', startDynalite],
  ...(runsDynamoDbLocal ? [['DynamoDB Local', startDynamoDbLocalEngine] as const] : []),
];
