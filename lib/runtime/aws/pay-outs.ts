import { dynamoPayOutStore } from '../../adapters/dynamodb/pay-out-store.ts';
import type { Part } from '../lambda.ts';
import { dynamoDbClient } from './dynamodb-client.ts';

/** The pay-outs in the ledger, apart from its bets: what never pays anything out need not carry them. */
export const payOuts = {
  env: ['LEDGER_TABLE'],
  make: (env, { ids, clock }) => ({
    payOuts: dynamoPayOutStore({ client: dynamoDbClient(), table: env.LEDGER_TABLE, ids, clock }),
  }),
} as const satisfies Part<'LEDGER_TABLE', object>;
