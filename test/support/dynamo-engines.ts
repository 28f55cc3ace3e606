import { type StartEngine, startDynalite } from './dynalite.ts';

/** Every DynamoDB the stores are tested on; a further one is one more line. */
export const dynamoEngines: readonly (readonly [name: string, start: StartEngine])[] = [
  ['dynalite', startDynalite],
];
