import { dynamoWatchStore } from '../../adapters/dynamodb/watch-store.ts';
import type { Part } from '../lambda.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

/** The watches of Odds88 bets alone, for who ends them and has nothing to do with Odds88 itself. */
export const watches = {
  env: ['VOLATILE_TABLE'],
  make: (env, { clock }) => ({
    watches: dynamoWatchStore({ client: dynamoDbClient(), table: env.VOLATILE_TABLE, clock }),
  }),
} as const satisfies Part<'VOLATILE_TABLE', object>;
