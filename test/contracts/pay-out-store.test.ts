import { dynamoPayOutStore } from '../../lib/adapters/dynamodb/pay-out-store.ts';
import { memoryPayOutStore } from '../../lib/adapters/memory/pay-out-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { dynamoPayOutRowsContract } from './dynamo-pay-out-rows.contract.ts';
import { payOutStoreContract } from './pay-out-store.contract.ts';

const refsPerPage = 3;

payOutStoreContract('memory', async () => ({
  store: memoryPayOutStore({ refsPerPage }),
  stop: async () => {},
}));

for (const [name, start] of dynamoEngines) {
  payOutStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    const [ids, clock] = [randomIds(), systemClock()];
    return { store: dynamoPayOutStore({ client, table: tables.ledger, ids, clock, refsPerPage }), stop };
  });
  dynamoPayOutRowsContract(name, start);
}
