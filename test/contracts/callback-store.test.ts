import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { dynamoCallbackStore } from '../../lib/adapters/dynamodb/callback-store.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { memoryCallbackStore } from '../../lib/adapters/memory/callback-store.ts';
import { manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { callbackStoreContract } from './callback-store.contract.ts';
import { dynamoCallbackRowsContract } from './dynamo-callback-rows.contract.ts';

/** Far ahead: an engine that knows TTL removes by its own clock what these tests still want to find. */
const someday = Date.UTC(2090, 0, 1);

callbackStoreContract('memory', async () => {
  const clock = manualClock(someday);
  const bets = memoryBetStore();
  return { store: memoryCallbackStore({ bets, clock }), bets, clock, stop: async () => {} };
});

for (const [name, start] of dynamoEngines) {
  callbackStoreContract(name, async () => {
    const clock = manualClock(someday);
    const { client, tables, stop } = await start();
    const table = tables.ledger;
    const bets = dynamoBetStore({ client, table, ids: randomIds(), clock });
    return { store: dynamoCallbackStore({ client, table, clock }), bets, clock, stop };
  });
  dynamoCallbackRowsContract(name, start, someday);
}
