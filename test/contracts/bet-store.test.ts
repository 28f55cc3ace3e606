import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { betStoreContract } from './bet-store.contract.ts';
import { dynamoBetRowsContract } from './dynamo-bet-rows.contract.ts';
import { dynamoFaultsContract } from './dynamo-faults.contract.ts';

const refsPerPage = 3;

betStoreContract('memory', async () => ({ store: memoryBetStore({ refsPerPage }), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  betStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    const [ids, clock] = [randomIds(), systemClock()];
    return { store: dynamoBetStore({ client, table: tables.ledger, ids, clock, refsPerPage }), stop };
  });
  dynamoBetRowsContract(name, start);
  dynamoFaultsContract(name, start);
}
