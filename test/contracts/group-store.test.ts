import { dynamoGroupStore } from '../../lib/adapters/dynamodb/group-store.ts';
import { memoryGroupStore } from '../../lib/adapters/memory/group-store.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { dynamoGroupRowsContract } from './dynamo-group-rows.contract.ts';
import { groupStoreContract } from './group-store.contract.ts';

const idsPerPage = 3;

groupStoreContract('memory', async () => ({ store: memoryGroupStore({ idsPerPage }), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  groupStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    const clock = systemClock();
    return { store: dynamoGroupStore({ client, table: tables.volatile, clock, idsPerPage }), stop };
  });
  dynamoGroupRowsContract(name, start);
}
