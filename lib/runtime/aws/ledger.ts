import { dynamoBetStore } from '../../adapters/dynamodb/bet-store.ts';
import type { Part } from '../lambda.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

export const ledger = {
  env: ['LEDGER_TABLE'],
  make: (env, { ids, clock }) => ({
    bets: dynamoBetStore({ client: dynamoDbClient(), table: env.LEDGER_TABLE, ids, clock }),
  }),
} as const satisfies Part<'LEDGER_TABLE', object>;
