import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoEndpointStates } from '../../lib/adapters/dynamodb/endpoint-states.ts';
import { memoryEndpointStates } from '../../lib/adapters/memory/endpoint-states.ts';
import { cachedEndpointStates } from '../../lib/adapters/webhooks/cached-endpoint-states.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { dynamoEngines } from '../support/dynamo-engines.ts';
import { noon } from '../support/sample-bets.ts';
import { endpointStatesContract } from './endpoint-states.contract.ts';

endpointStatesContract('memory', async () => ({ states: memoryEndpointStates(), stop: async () => {} }));

endpointStatesContract('remembered', async () => ({
  states: cachedEndpointStates(memoryEndpointStates(), { now: () => noon }),
  stop: async () => {},
}));

for (const [name, start] of dynamoEngines) {
  endpointStatesContract(name, async () => {
    const { client, tables, stop } = await start();
    return { states: dynamoEndpointStates({ client, table: tables.volatile }), stop };
  });
  rowsContract(name, start);
}

function rowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB endpoint rows: ${name}`, () => {
    const url = 'https://hooks.example.com/cashout?token=s3cret';
    const pk = { S: 'ENDPOINT#crm' };
    let engine: DynamoEngine;
    beforeAll(async () => {
      engine = await start();
    });
    afterAll(() => engine.stop());

    const states = () => dynamoEndpointStates({ client: engine.client, table: engine.tables.volatile });

    it('Given a disabled endpoint, When its row is looked at, Then it never expires, and its URL is nowhere in it', async () => {
      await states().disable('crm', url, noon);
      const { Item } = await engine.client.send(
        new GetItemCommand({ TableName: engine.tables.volatile, Key: { pk }, ConsistentRead: true }),
      );
      expect(Item).toEqual({ pk, url: { S: expect.any(String) }, disabledAt: { N: String(noon) } });
      expect(JSON.stringify(Item)).not.toMatch(/hooks|s3cret/);
    });

    it('Given a row no release of ours has written, When it is read, Then the fault names it', async () => {
      const Item: Record<string, AttributeValue> = { pk, url: { N: '7' } };
      await engine.client.send(new PutItemCommand({ TableName: engine.tables.volatile, Item }));
      await expect(states().isDisabled('crm', url)).rejects.toMatchObject({ name: 'CorruptRow', pk: pk.S });
    });
  });
}
