import { createHash } from 'node:crypto';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import type { EndpointStates } from '../../ports/endpoint-states.ts';
import { parseRow } from './corrupt-row.ts';
import { endpointPk } from './keys.ts';
import { served } from './store-fault.ts';

export interface DynamoEndpointStatesOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the volatile table. */
  readonly table: string;
}

const rowSchema = z.object({ url: z.string(), disabledAt: z.int() });

/**
 * Disabled webhook endpoints, one item each: `ENDPOINT#<name>` with a hash of the URL that said so and `disabledAt`
 * (epoch ms), until a person enables it. The URL itself is kept elsewhere: some carry a token.
 */
export function dynamoEndpointStates({ client, table }: DynamoEndpointStatesOptions): EndpointStates {
  return {
    async isDisabled(endpoint, url) {
      const pk = endpointPk(endpoint);
      const command = new GetItemCommand({
        TableName: table,
        Key: marshall({ pk }),
        // Whoever has just enabled an endpoint sends it events at once.
        ConsistentRead: true,
      });
      const { Item } = await served(client.send(command));
      return Item !== undefined && parseRow(rowSchema, pk, Item).url === hashOf(url);
    },

    async disable(endpoint, url, at) {
      const item = { pk: endpointPk(endpoint), url: hashOf(url), disabledAt: at };
      await served(client.send(new PutItemCommand({ TableName: table, Item: marshall(item) })));
    },

    async enable(endpoint) {
      const Key = marshall({ pk: endpointPk(endpoint) });
      await served(client.send(new DeleteItemCommand({ TableName: table, Key })));
    },
  };
}

function hashOf(url: string): string {
  return createHash('sha256').update(url).digest('hex');
}
