import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { dynamoPayOutStore } from '../../lib/adapters/dynamodb/pay-out-store.ts';
import { dynamoWorkList } from '../../lib/adapters/dynamodb/work-list.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { memoryPayOutStore } from '../../lib/adapters/memory/pay-out-store.ts';
import { memoryWorkList } from '../../lib/adapters/memory/work-list.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { workListContract } from './work-list.contract.ts';

const refsPerPage = 3;

workListContract('memory', async () => {
  const [bets, payOuts] = [memoryBetStore({ refsPerPage }), memoryPayOutStore({ refsPerPage })];
  return { bets, payOuts, work: memoryWorkList({ bets, payOuts }), stop: async () => {} };
});

for (const [name, start] of dynamoEngines) {
  workListContract(name, async () => {
    const { client, tables, stop } = await start();
    const options = { client, table: tables.ledger, ids: randomIds(), clock: systemClock() };
    return {
      bets: dynamoBetStore(options),
      payOuts: dynamoPayOutStore(options),
      work: dynamoWorkList({ ...options, refsPerPage }),
      stop,
    };
  });
}
