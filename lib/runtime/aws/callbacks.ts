import { dynamoCallbackStore } from '../../adapters/dynamodb/callback-store.ts';
import type { Part } from '../lambda.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

export const callbacks = {
  env: ['LEDGER_TABLE'],
  make: (env, { clock }) => ({
    callbacks: dynamoCallbackStore({ client: dynamoDbClient(), table: env.LEDGER_TABLE, clock }),
  }),
} as const satisfies Part<'LEDGER_TABLE', object>;
