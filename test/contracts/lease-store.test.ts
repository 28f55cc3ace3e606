import { expect, it } from 'vitest';
import { dynamoLeaseStore } from '../../lib/adapters/dynamodb/lease-store.ts';
import { memoryLeaseStore } from '../../lib/adapters/memory/lease-store.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { noon } from '../support/sample-bets.ts';
import { loseNextAnswer } from '../support/sdk-faults.ts';
import { leaseStoreContract } from './lease-store.contract.ts';

leaseStoreContract('memory', async () => ({ store: memoryLeaseStore(), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  leaseStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    return { store: dynamoLeaseStore({ client, table: tables.volatile }), stop };
  });

  it(`${name}: Given the answer is lost, When the SDK asks again, Then the lease is taken all the same`, async () => {
    const { client, tables, stop } = await start();
    loseNextAnswer(client);
    const store = dynamoLeaseStore({ client, table: tables.volatile });
    expect(await store.acquire('feed', 'ann', noon, noon + 1000)).toBe(true);
    await stop();
  });
}
