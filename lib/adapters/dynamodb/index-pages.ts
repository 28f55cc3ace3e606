import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Item } from './bet-row.ts';
import { unresolvedPartition, workPartition } from './keys.ts';
import { served } from './store-fault.ts';
import { dueIndex, unresolvedIndex } from './tables.ts';

type Key = Record<string, AttributeValue>;

/** Keys as an index lists them, of whatever entities it holds. */
export interface KeyPage {
  readonly keys: readonly Item[];
  /** Where the next page starts; null at the end. */
  readonly after: Key | null;
}

export interface IndexedTable {
  readonly client: DynamoDBClient;
  /** Physical name. */
  readonly table: string;
}

/** One page of a shard's items whose `dueAt` has come, earliest first. */
export async function duePage(
  { client, table }: IndexedTable,
  asked: { readonly shard: number; readonly now: number; readonly limit: number; readonly after: Key | null },
): Promise<KeyPage> {
  const { shard, now, limit, after } = asked;
  const command = new QueryCommand({
    TableName: table,
    IndexName: dueIndex.name,
    KeyConditionExpression: '#due = :partition AND #dueAt <= :now',
    ExpressionAttributeNames: { '#due': dueIndex.partitionKey.name, '#dueAt': dueIndex.sortKey.name },
    ExpressionAttributeValues: { ':partition': { S: workPartition(shard) }, ':now': { N: String(now) } },
    Limit: limit,
    ...(after === null ? {} : { ExclusiveStartKey: after }),
  });
  const { Items = [], LastEvaluatedKey } = await served(client.send(command));
  return { keys: Items, after: LastEvaluatedKey ?? null };
}

/** An entry of the list of what waits for a person. */
export interface UnresolvedEntry<Ref> {
  readonly ref: Ref;
  /** Epoch milliseconds. */
  readonly since: number;
}

/**
 * At most `limit` entries that wait for a person, longest first, of the entities `refOf` knows. Entries of others do not
 * count: it reads on, so that a page of theirs is not taken for the end.
 */
export async function unresolvedEntries<Ref>(
  { client, table }: IndexedTable,
  asked: {
    readonly limit: number;
    readonly after: Key | null;
    readonly refOf: (keys: Item) => Ref | undefined;
  },
): Promise<{ readonly entries: readonly UnresolvedEntry<Ref>[]; readonly more: boolean }> {
  const { partitionKey, sortKey } = unresolvedIndex;
  const entries: UnresolvedEntry<Ref>[] = [];
  let after = asked.after;
  do {
    const command = new QueryCommand({
      TableName: table,
      IndexName: unresolvedIndex.name,
      KeyConditionExpression: '#unresolved = :partition',
      ExpressionAttributeNames: { '#unresolved': partitionKey.name },
      ExpressionAttributeValues: { ':partition': { S: unresolvedPartition } },
      Limit: asked.limit - entries.length,
      ...(after === null ? {} : { ExclusiveStartKey: after }),
    });
    const { Items = [], LastEvaluatedKey } = await served(client.send(command));
    for (const item of Items) {
      const ref = asked.refOf(item);
      if (ref !== undefined) entries.push({ ref, since: Number(item[sortKey.name]?.N) });
    }
    after = LastEvaluatedKey ?? null;
  } while (after !== null && entries.length < asked.limit);
  return { entries, more: after !== null };
}

/** Where the list goes on after an entry. */
export function unresolvedKey(key: Key, since: number): Key {
  return {
    ...key,
    [unresolvedIndex.partitionKey.name]: { S: unresolvedPartition },
    [unresolvedIndex.sortKey.name]: { N: String(since) },
  };
}
