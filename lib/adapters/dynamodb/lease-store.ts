import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { LeaseStore } from '../../ports/lease-store.ts';
import { held } from './conditions.ts';
import { served } from './store-fault.ts';

export interface DynamoLeaseStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the volatile table. */
  readonly table: string;
}

/**
 * Leases, one item each: `LEASE#<name>` with its holder and `until` (epoch ms). Both calls may be repeated by
 * the SDK without harm, since a holder may always take its own lease again.
 */
export function dynamoLeaseStore({ client, table }: DynamoLeaseStoreOptions): LeaseStore {
  return {
    async acquire(name, holder, now, until) {
      const command = new PutItemCommand({
        TableName: table,
        Item: marshall({ pk: leasePk(name), holder, until }),
        ConditionExpression: 'attribute_not_exists(#pk) OR #until <= :now OR #holder = :holder',
        ExpressionAttributeNames: { '#pk': 'pk', '#until': 'until', '#holder': 'holder' },
        ExpressionAttributeValues: marshall({ ':now': now, ':holder': holder }),
      });
      return held(served(client.send(command)));
    },

    async release(name, holder) {
      const command = new DeleteItemCommand({
        TableName: table,
        Key: marshall({ pk: leasePk(name) }),
        ConditionExpression: '#holder = :holder',
        ExpressionAttributeNames: { '#holder': 'holder' },
        ExpressionAttributeValues: marshall({ ':holder': holder }),
      });
      await held(served(client.send(command)));
    },
  };
}

function leasePk(name: string): string {
  return `LEASE#${name}`;
}
