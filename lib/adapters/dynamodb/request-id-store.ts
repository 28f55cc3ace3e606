import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { StoreUnavailable } from '../../ports/bet-store.ts';
import type { Ids } from '../../ports/ids.ts';
import { keepRequestIdForMs, type RequestIdStore } from '../../ports/request-id-store.ts';
import type { Item } from './bet-row.ts';
import { parseRow } from './corrupt-row.ts';
import { requestIdPk, requestIdSk } from './keys.ts';
import { served } from './store-fault.ts';

export interface DynamoRequestIdStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly ids: Ids;
}

/* `expiresAt` in epoch seconds: DynamoDB removes what is past it, days late at times, so the condition looks at it too. */
const requestIdRow = z.strictObject({
  pk: z.string(),
  sk: z.literal(requestIdSk),
  writeId: z.string(),
  expiresAt: z.int(),
});

/** Used request ids, one item each in the ledger. Faults as of the bets. */
export function dynamoRequestIdStore({ client, table, ids }: DynamoRequestIdStoreOptions): RequestIdStore {
  async function writtenBy(key: { readonly pk: string; readonly sk: string }): Promise<string | null> {
    const command = new GetItemCommand({ TableName: table, Key: marshall(key), ConsistentRead: true });
    const { Item } = await served(client.send(command));
    return Item === undefined ? null : writeIdIn(key.pk, Item);
  }

  return {
    async useOnce(requestId, now) {
      const key = { pk: requestIdPk(requestId), sk: requestIdSk };
      const writeId = ids.next();
      const expiresAt = Math.ceil((now + keepRequestIdForMs) / 1000);
      const command = new PutItemCommand({
        TableName: table,
        Item: marshall({ ...key, writeId, expiresAt }),
        ConditionExpression: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
        ExpressionAttributeNames: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: marshall({ ':now': Math.floor(now / 1000) }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return true;
      } catch (fault) {
        if (fault instanceof StoreUnavailable) {
          // No answer came to any attempt, yet one may have landed.
          if ((await writtenBy(key).catch(() => null)) === writeId) return true;
          throw fault;
        }
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // The SDK repeats a call whose answer it lost: the one that was first may be our own.
        const first = fault.Item === undefined ? await writtenBy(key) : writeIdIn(key.pk, fault.Item);
        return first === writeId;
      }
    },
  };
}

function writeIdIn(pk: string, item: Item): string {
  return parseRow(requestIdRow, pk, item).writeId;
}
