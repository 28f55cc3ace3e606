import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoRequestIdStore } from '../../lib/adapters/dynamodb/request-id-store.ts';
import { memoryRequestIdStore } from '../../lib/adapters/memory/request-id-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { DynamoEngine } from '../support/dynalite.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { noon } from '../support/sample-bets.ts';
import { loseEveryAnswerOf, loseNextAnswer } from '../support/sdk-faults.ts';
import { requestIdStoreContract } from './request-id-store.contract.ts';

requestIdStoreContract('memory', async () => ({ store: memoryRequestIdStore(), stop: async () => {} }));

for (const [name, start] of dynamoEngines) {
  requestIdStoreContract(name, async () => {
    const { client, tables, stop } = await start();
    return { store: dynamoRequestIdStore({ client, table: tables.ledger, ids: randomIds() }), stop };
  });

  describe(`DynamoDB request ids: ${name}`, () => {
    let engine: DynamoEngine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.stop());

    function storeOf(client = engine.connect()) {
      return dynamoRequestIdStore({ client, table: engine.tables.ledger, ids: randomIds() });
    }

    it('Given a used id, Then its row says when it ends, in epoch seconds', async () => {
      await storeOf().useOnce('r1', noon + 1);
      const Key = { pk: { S: 'REQUEST#betcore#r1' }, sk: { S: 'REQUEST' } };
      const { Item } = await engine.client.send(new GetItemCommand({ TableName: engine.tables.ledger, Key }));
      expect(Item).toMatchObject({ expiresAt: { N: String(noon / 1000 + 24 * 3_600 + 1) } });
    });

    it('Given the answer is lost, When the SDK repeats the write, Then the first use still counts as the first', async () => {
      const client = engine.connect();
      loseNextAnswer(client);
      expect(await storeOf(client).useOnce('r2', noon)).toBe(true);
      expect(await storeOf().useOnce('r2', noon)).toBe(false);
    });

    it('Given no attempt is answered, Then it counts where it has landed and is a fault where it has not', async () => {
      const landed = engine.connect();
      loseEveryAnswerOf(landed, 'PutItemCommand');
      expect(await storeOf(landed).useOnce('r3', noon)).toBe(true);
      const away = engine.connect();
      loseEveryAnswerOf(away, 'PutItemCommand', { arrives: false });
      await expect(storeOf(away).useOnce('r4', noon)).rejects.toThrow(StoreUnavailable);
      expect(await storeOf().useOnce('r4', noon)).toBe(true);
    });
  });
}
