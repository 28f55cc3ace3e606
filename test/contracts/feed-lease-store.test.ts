import { dynamoFeedLeaseStore } from '../../lib/adapters/dynamodb/feed-lease-store.ts';
import { memoryFeedLeaseStore } from '../../lib/adapters/memory/feed-lease-store.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { dynamoFeedLeaseRowsContract } from './dynamo-feed-lease-rows.contract.ts';
import { feedLeaseStoreContract } from './feed-lease-store.contract.ts';

feedLeaseStoreContract('memory', async () => ({ store: memoryFeedLeaseStore(), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  feedLeaseStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    return { store: dynamoFeedLeaseStore({ client, table: tables.volatile }), stop };
  });
  dynamoFeedLeaseRowsContract(name, start);
}
