import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { assert } from '../../domain/assert.ts';
import type { Group } from '../../domain/subscription/group.ts';
import type { Clock } from '../../ports/clock.ts';
import { type GroupCursor, type GroupStore, maxGroupsPerLoad } from '../../ports/group-store.ts';
import { batchGet } from './batch-get.ts';
import type { Item } from './bet-row.ts';
import { held, unchangedSince } from './conditions.ts';
import { parseRow } from './corrupt-row.ts';
import { groupIdOf, groupPk, renewalShardOf, renewPartition } from './keys.ts';
import { instantRow, nothingLeft, present } from './row-values.ts';
import { served } from './store-fault.ts';
import { dueIndex } from './tables.ts';

/** What falls due in a minute among a million bets is some eighty groups a shard: one query, a backlog included. */
const defaultIdsPerPage = 500;

export interface DynamoGroupStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the volatile table. */
  readonly table: string;
  readonly clock: Clock;
  /** @default 500 */
  readonly idsPerPage?: number;
}

/**
 * Renewal groups in the volatile table, one item each. A write the SDK repeats after a lost answer is known by
 * what it left behind and carries no mark of its own: whoever else wrote the same group at the same version
 * wanted what is there. Faults as of the bets' store.
 */
export function dynamoGroupStore(options: DynamoGroupStoreOptions): GroupStore {
  const { client, table, clock, idsPerPage = defaultIdsPerPage } = options;

  async function loadMany(ids: readonly string[]): Promise<readonly (Group | null)[]> {
    assert(ids.length <= maxGroupsPerLoad, `at most ${maxGroupsPerLoad} groups in one call`);
    const items = await batchGet({ client, clock, table, keys: ids.map(keyOf), consistent: true });
    return ids.map((id) => {
      const item = items.get(groupPk(id));
      return item === undefined ? null : fromItem(id, item);
    });
  }

  return {
    loadMany,

    async save(group) {
      const next: Group = { ...group, version: group.version + 1 };
      const command = new PutItemCommand({
        TableName: table,
        Item: toItem(next),
        ...unchangedSince(group.version),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return next;
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // Not every engine hands the item over with the refusal. A batch takes no right but that of loading.
        const current =
          fault.Item === undefined ? (await loadMany([group.id]))[0] : fromItem(group.id, fault.Item);
        return isDeepStrictEqual(current, next) ? next : null;
      }
    },

    async remove({ id, version }) {
      const command = new DeleteItemCommand({
        TableName: table,
        Key: keyOf(id),
        // What is gone is as it was to be: removed by the attempt before this one, or by another.
        ConditionExpression: 'attribute_not_exists(#pk) OR #version = :version',
        ExpressionAttributeNames: { '#pk': 'pk', '#version': 'version' },
        ExpressionAttributeValues: marshall({ ':version': version }),
      });
      return held(served(client.send(command)));
    },

    async listDue(shard, before, cursor) {
      const { name, partitionKey, sortKey } = dueIndex;
      const command = new QueryCommand({
        TableName: table,
        IndexName: name,
        KeyConditionExpression: '#due = :partition AND #dueAt < :before',
        ExpressionAttributeNames: { '#due': partitionKey.name, '#dueAt': sortKey.name },
        ExpressionAttributeValues: marshall({ ':partition': renewPartition(shard), ':before': before }),
        Limit: idsPerPage,
        ...(cursor === null ? {} : { ExclusiveStartKey: fromCursor(cursor) }),
      });
      const { Items = [], LastEvaluatedKey } = await served(client.send(command));
      return {
        ids: Items.map(({ pk }) => groupIdOf(pk?.S ?? '')).filter((id) => id !== undefined),
        cursor: LastEvaluatedKey ?? null,
      };
    },
  };
}

function keyOf(id: string): Record<string, AttributeValue> {
  return { pk: { S: groupPk(id) } };
}

/** Strict, because a write replaces the item: what this release does not know would be gone. */
const groupRow = z.strictObject({
  pk: z.string(),
  betIds: z.array(z.string()),
  renewedAt: z.optional(instantRow),
  due: z.string(),
  dueAt: instantRow,
  version: z.int().check(z.positive()),
});

function fromItem(id: string, item: Item): Group {
  const { betIds, renewedAt, dueAt, version } = parseRow(groupRow, groupPk(id), item);
  return { id, betIds, renewedAt: renewedAt ?? null, dueAt, version };
}

function toItem({ id, betIds, renewedAt, dueAt, version, ...rest }: Group): Record<string, AttributeValue> {
  nothingLeft(rest);
  assert([renewedAt ?? 0, dueAt].every(Number.isSafeInteger), 'a group is renewed at instants');
  const pk = groupPk(id);
  const due = renewPartition(renewalShardOf(pk));
  const row = { pk, betIds: [...betIds], renewedAt, due, dueAt, version };
  return marshall(present<z.input<typeof groupRow>>(row));
}

/** Only this store hands such cursors out, and they stay in the process. */
function fromCursor(cursor: GroupCursor): Record<string, AttributeValue> {
  return cursor as Record<string, AttributeValue>;
}
