import { dynamoWatchStore } from '../../lib/adapters/dynamodb/watch-store.ts';
import { memoryWatchStore } from '../../lib/adapters/memory/watch-store.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { dynamoWatchRowsContract } from './dynamo-watch-rows.contract.ts';
import { watchStoreContract } from './watch-store.contract.ts';

watchStoreContract('memory', async () => ({ store: memoryWatchStore(), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  watchStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    return { store: dynamoWatchStore({ client, table: tables.volatile, clock: systemClock() }), stop };
  });
  dynamoWatchRowsContract(name, start);
}
