import { type AttributeValue, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoTokenStore } from '../../lib/adapters/dynamodb/token-store.ts';
import type { Provider } from '../../lib/domain/provider.ts';
import type { TokenStore } from '../../lib/ports/token-store.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { noon } from '../support/sample-bets.ts';

/** What the DynamoDB store guarantees beyond the port: the secret stays secret, and a bad row is no token. */
export function dynamoTokenRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB token rows: ${name}`, () => {
    const token = { authorization: 'Bearer top-secret-token', expiresAt: noon + 1500 };
    let engine: DynamoEngine;
    let store: TokenStore;
    beforeAll(async () => {
      engine = await start();
      store = storeWith(async (provider) => `client secret of ${provider}`);
    });
    beforeEach(() => store.save('gr8', token));
    afterAll(() => engine.stop());

    function storeWith(secretOf: (provider: Provider) => Promise<string>): TokenStore {
      return dynamoTokenStore({ client: engine.client, table: engine.tables.volatile, secretOf });
    }

    async function rawRow(): Promise<Record<string, AttributeValue>> {
      const Key = { pk: { S: 'TOKEN#gr8' } };
      const { Item = {} } = await engine.client.send(
        new GetItemCommand({ TableName: engine.tables.volatile, Key, ConsistentRead: true }),
      );
      return Item;
    }

    async function putRaw(row: Record<string, AttributeValue>): Promise<void> {
      await engine.client.send(new PutItemCommand({ TableName: engine.tables.volatile, Item: row }));
    }

    it('Given a saved token, When its row is looked at, Then it ends in whole seconds, rounded up', async () => {
      const { expiresAt, expiresAtMs } = await rawRow();
      expect(expiresAt).toStrictEqual({ N: String(noon / 1000 + 2) });
      expect(expiresAtMs).toStrictEqual({ N: String(noon + 1500) });
    });

    it('Given a saved token, When its row is looked at, Then the token is nowhere in it', async () => {
      const bytes = Object.values(await rawRow()).map((value) =>
        Buffer.from(value.B ?? value.S ?? '').toString(),
      );
      expect(bytes.join()).not.toContain('top-secret');
    });

    it('Given the same token saved twice, When rows are compared, Then they differ', async () => {
      const { sealed } = await rawRow();
      await store.save('gr8', token);
      expect((await rawRow())['sealed']).not.toStrictEqual(sealed);
    });

    it('Given its time is up, When the row is still there, Then there is no token', async () => {
      expect(await store.load('gr8', token.expiresAt)).toBeNull();
      expect(await rawRow()).toHaveProperty('sealed');
    });

    it('Given another secret, When the token is loaded, Then there is none', async () => {
      const other = storeWith(async () => 'another secret');
      expect(await other.load('gr8', noon)).toBeNull();
    });

    it('Given another provider’s row under the same secret, When it is loaded, Then there is none', async () => {
      const shared = storeWith(async () => 'one secret for all');
      await shared.save('gr8', token);
      await putRaw({ ...(await rawRow()), pk: { S: 'TOKEN#odds88' } });
      expect(await shared.load('odds88', noon)).toBeNull();
      expect(await shared.load('gr8', noon)).toStrictEqual(token);
    });

    it.each<[string, Record<string, AttributeValue>]>([
      ['changed bytes', { sealed: { B: new Uint8Array(80) } }],
      ['too few bytes', { sealed: { B: new Uint8Array(5) } }],
      ['text instead of bytes', { sealed: { S: 'Bearer plain' } }],
      ['no end', { expiresAtMs: { S: 'tomorrow' } }],
    ])('Given a row with %s, When it is loaded, Then there is no token', async (_, broken) => {
      await putRaw({ ...(await rawRow()), ...broken });
      expect(await store.load('gr8', noon)).toBeNull();
    });
  });
}
