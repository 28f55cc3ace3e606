import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { betArchivesContract } from './bet-archives.contract.ts';
import { betStoreContract } from './bet-store.contract.ts';
import { dynamoArchiveRowsContract } from './dynamo-archive-rows.contract.ts';
import { dynamoBetRowsContract } from './dynamo-bet-rows.contract.ts';
import { dynamoFaultsContract } from './dynamo-faults.contract.ts';

const refsPerPage = 3;

const startMemory = async () => ({ store: memoryBetStore({ refsPerPage }), stop: async () => {} });
betStoreContract('memory', startMemory);
betArchivesContract('memory', startMemory);

for (const [name, start] of dynamoEngines) {
  const startStore = async () => {
    const { client, tables, stop } = await start();
    const [ids, clock] = [randomIds(), systemClock()];
    return { store: dynamoBetStore({ client, table: tables.ledger, ids, clock, refsPerPage }), stop };
  };
  betStoreContract(name, startStore);
  betArchivesContract(name, startStore);
  dynamoBetRowsContract(name, start);
  dynamoArchiveRowsContract(name, start);
  dynamoFaultsContract(name, start);
}
