import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { payOutPk, payOutSk, workShardOf } from '../../lib/adapters/dynamodb/keys.ts';
import { dynamoPayOutStore } from '../../lib/adapters/dynamodb/pay-out-store.ts';
import { dynamoWorkList } from '../../lib/adapters/dynamodb/work-list.ts';
import { memoryBetStore } from '../../lib/adapters/memory/bet-store.ts';
import { memoryPayOutStore } from '../../lib/adapters/memory/pay-out-store.ts';
import { memoryWorkList } from '../../lib/adapters/memory/work-list.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { noon } from '../support/sample-bets.ts';
import { silentLog } from '../support/silent.ts';
import { answered, due, paying, reserved, savedPayOut, unseenBetcoreBet } from './pay-out-store.steps.ts';
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
      work: dynamoWorkList({ ...options, log: silentLog, refsPerPage }),
      stop,
    };
  });

  describe(`a key nobody can read: ${name}`, () => {
    it('Given it is of a pay-out, then it is counted and logged, and all others are listed', async () => {
      const { client, tables, stop } = await start();
      onTestFinished(stop);
      const options = { client, table: tables.ledger, ids: randomIds(), clock: systemClock() };
      const logged: string[] = [];
      const work = dynamoWorkList({
        ...options,
        log: { ...silentLog, error: (_, fault) => logged.push(String(fault)) },
      });
      const id = unseenBetcoreBet();
      const rejected = answered(paying(due(reserved(id, noon), noon), noon), 'rejected', noon);
      await savedPayOut(dynamoPayOutStore(options), rejected, noon);
      const Key = { pk: { S: payOutPk(id) }, sk: { S: payOutSk } };
      const { Item } = await client.send(new GetItemCommand({ TableName: tables.ledger, Key }));
      const corrupt = { ...Item, pk: { S: 'PAYOUT#gr8#1' }, dueAt: { N: String(noon) } };
      await client.send(new PutItemCommand({ TableName: tables.ledger, Item: corrupt }));
      const shard = workShardOf(payOutPk(id));
      const expected = [{ type: 'pay-out', betcoreBetId: id }];
      const page = await work.listDue(shard, noon + 3_600_000, null);
      expect([page.refs, page.unreadable]).toEqual([expected, 1]);
      expect((await work.listUnresolved(10, null)).refs).toEqual(expected);
      for (const fault of logged) expect(fault).toContain('PAYOUT#gr8#1');
      expect(logged).toHaveLength(2);
    });
  });
}
