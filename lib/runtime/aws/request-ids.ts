import { dynamoRequestIdStore } from '../../adapters/dynamodb/request-id-store.ts';
import type { Part } from '../lambda.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

/** Used ids of signed requests. */
export const requestIds = {
  env: ['LEDGER_TABLE'],
  make: (env, { ids }) => ({
    requestIds: dynamoRequestIdStore({ client: dynamoDbClient(), table: env.LEDGER_TABLE, ids }),
  }),
} as const satisfies Part<'LEDGER_TABLE', object>;
