import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { Provider } from '../../domain/provider.ts';
import type { TokenStore } from '../../ports/token-store.ts';
import { plain } from './corrupt-row.ts';
import { seal, unseal } from './sealed-text.ts';
import { served } from './store-fault.ts';

export interface DynamoTokenStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the volatile table. */
  readonly table: string;
  /** The secret the provider's tokens are encrypted under: its client secret, which is stored elsewhere. */
  readonly secretOf: (provider: Provider) => Promise<string>;
}

/*
 * `expiresAt` (epoch seconds) is for DynamoDB's own removal, which comes days late at times; `expiresAtMs` is
 * what counts. A table says nothing worth stopping for here: a row that cannot be read is a token to get anew.
 */
const tokenRow = z.object({ sealed: z.instanceof(Uint8Array), expiresAtMs: z.int() });

/** Provider tokens, one item each, readable only with the provider's secret. */
export function dynamoTokenStore({ client, table, secretOf }: DynamoTokenStoreOptions): TokenStore {
  return {
    async load(provider, now) {
      const command = new GetItemCommand({
        TableName: table,
        Key: marshall({ pk: tokenPk(provider) }),
        // Whoever waited for another container's login must find what it brought.
        ConsistentRead: true,
      });
      const { Item } = await served(client.send(command));
      const row = Item === undefined ? undefined : tokenRow.safeParse(plain(Item)).data;
      if (row === undefined || row.expiresAtMs <= now) return null;
      const authorization = unseal(row.sealed, await secretOf(provider), provider);
      return authorization === undefined ? null : { authorization, expiresAt: row.expiresAtMs };
    },

    async save(provider, token) {
      const command = new PutItemCommand({
        TableName: table,
        Item: marshall({
          pk: tokenPk(provider),
          sealed: seal(token.authorization, await secretOf(provider), provider),
          expiresAtMs: token.expiresAt,
          expiresAt: Math.ceil(token.expiresAt / 1000),
        }),
      });
      await served(client.send(command));
    },
  };
}

function tokenPk(provider: Provider): string {
  return `TOKEN#${provider}`;
}
