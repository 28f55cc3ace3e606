import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { assert } from '../../domain/assert.ts';
import type { FeedLease, FeedLeaseStore } from '../../ports/feed-lease-store.ts';
import type { Item } from './bet-row.ts';
import { type Condition, unchangedSince } from './conditions.ts';
import { parseRow } from './corrupt-row.ts';
import { instantRow, nothingLeft, present } from './row-values.ts';
import { served } from './store-fault.ts';

export interface DynamoFeedLeaseStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the volatile table. */
  readonly table: string;
}

/**
 * Feed leases in the volatile table, one item each: `LEASE#<name>`. A write the SDK repeats after a lost answer is
 * known by what it left behind: the holder is in it, and one holder writes one thing at a time. Faults as of the
 * bets' store.
 */
export function dynamoFeedLeaseStore({ client, table }: DynamoFeedLeaseStoreOptions): FeedLeaseStore {
  async function load(name: string): Promise<FeedLease | null> {
    const command = new GetItemCommand({ TableName: table, Key: keyOf(name), ConsistentRead: true });
    const { Item } = await served(client.send(command));
    return Item === undefined ? null : fromItem(name, Item);
  }

  return {
    load,

    async save(name, next, read) {
      const saved: FeedLease = { ...next, beat: (read?.beat ?? 0) + 1 };
      const command = new PutItemCommand({
        TableName: table,
        Item: toItem(name, saved),
        ...beatsAs(read),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return saved;
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // Not every engine hands the item over with the refusal.
        const current = fault.Item === undefined ? await load(name) : fromItem(name, fault.Item);
        return isDeepStrictEqual(current, saved) ? saved : null;
      }
    },
  };
}

/** Holds while the lease beats as it did when it was read. */
function beatsAs(read: FeedLease | null): Condition {
  if (read === null) return unchangedSince(0);
  return {
    ConditionExpression: '#beat = :beat',
    ExpressionAttributeNames: { '#beat': 'beat' },
    ExpressionAttributeValues: marshall({ ':beat': read.beat }),
  };
}

function leasePk(name: string): string {
  return `LEASE#${name}`;
}

function keyOf(name: string): Record<string, AttributeValue> {
  return { pk: { S: leasePk(name) } };
}

/** Strict, because a write replaces the item: what this release does not know would be gone. */
const leaseRow = z.strictObject({
  pk: z.string(),
  holder: z.optional(z.string()),
  beat: z.int().check(z.positive()),
  leaving: z.boolean(),
  cursor: z.optional(instantRow),
  connects: z.array(z.strictObject({ at: instantRow, kind: z.enum(['without-revision', 'with-revision']) })),
});

function fromItem(name: string, item: Item): FeedLease {
  const { holder, beat, leaving, cursor, connects } = parseRow(leaseRow, leasePk(name), item);
  return { holder: holder ?? null, beat, leaving, cursor: cursor ?? null, connects };
}

function toItem(
  name: string,
  { holder, beat, leaving, cursor, connects, ...rest }: FeedLease,
): Record<string, AttributeValue> {
  nothingLeft(rest);
  const instants = [cursor ?? 0, ...connects.map(({ at }) => at)];
  assert(instants.every(Number.isSafeInteger), 'a feed is read and connected at instants');
  const row = { pk: leasePk(name), holder, beat, leaving, cursor, connects: connects.map(listed) };
  return marshall(present<z.input<typeof leaseRow>>(row));
}

function listed({ at, kind, ...rest }: FeedLease['connects'][number]) {
  nothingLeft(rest);
  return { at, kind };
}
