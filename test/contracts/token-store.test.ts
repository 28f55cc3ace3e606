import { dynamoTokenStore } from '../../lib/adapters/dynamodb/token-store.ts';
import { memoryTokenStore } from '../../lib/adapters/memory/token-store.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { dynamoTokenRowsContract } from './dynamo-token-rows.contract.ts';
import { tokenStoreContract } from './token-store.contract.ts';

tokenStoreContract('memory', async () => ({ store: memoryTokenStore(), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  tokenStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    const secretOf = async (provider: string): Promise<string> => `client secret of ${provider}`;
    return { store: dynamoTokenStore({ client, table: tables.volatile, secretOf }), stop };
  });
  dynamoTokenRowsContract(name, start);
}
