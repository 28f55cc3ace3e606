import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { StoreUnavailable } from '../../ports/bet-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Item } from './bet-row.ts';
import { served } from './store-fault.ts';

/** DynamoDB hands keys back when it is short of capacity: six rounds wait 1.55 s in all, then the caller hears. */
const maxRounds = 6;

/** The pause before the second round; each further one is twice as long. */
const firstPauseMs = 50;

export interface BatchGet {
  readonly client: DynamoDBClient;
  readonly clock: Clock;
  /** Physical name. */
  readonly table: string;
  /** At most 100, and no two alike in the part they are told apart by. */
  readonly keys: readonly Record<string, AttributeValue>[];
  /**
   * The part of the key the items are told apart by.
   * @default 'pk'
   */
  readonly by?: 'pk' | 'sk';
  readonly consistent: boolean;
}

/** The items that are there, by that part of their key, in one round trip unless DynamoDB hands keys back. */
export async function batchGet(asked: BatchGet): Promise<ReadonlyMap<string, Item>> {
  const { client, clock, table, consistent, by = 'pk' } = asked;
  const items = new Map<string, Item>();
  // DynamoDB refuses a call that names a key twice.
  let keys = [...new Map(asked.keys.map((key) => [key[by]?.S, key])).values()];
  for (let round = 1; keys.length > 0; round += 1) {
    if (round > maxRounds) throw new StoreUnavailable(`${keys.length} items were not served`);
    if (round > 1) await clock.sleep(firstPauseMs * 2 ** (round - 2));
    const RequestItems = { [table]: { Keys: keys, ConsistentRead: consistent } };
    const { Responses, UnprocessedKeys } = await served(
      client.send(new BatchGetItemCommand({ RequestItems })),
    );
    for (const item of Responses?.[table] ?? []) items.set(item[by]?.S ?? '', item);
    keys = UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return items;
}
