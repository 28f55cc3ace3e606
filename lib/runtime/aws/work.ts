import { dynamoWorkList } from '../../adapters/dynamodb/work-list.ts';
import type { Part } from '../lambda.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

/** The lists of what is due and of what waits for a person, bets and pay-outs alike. */
export const work = {
  env: ['LEDGER_TABLE'],
  make: (env, { log }) => ({
    work: dynamoWorkList({ client: dynamoDbClient(), table: env.LEDGER_TABLE, log }),
  }),
} as const satisfies Part<'LEDGER_TABLE', object>;
