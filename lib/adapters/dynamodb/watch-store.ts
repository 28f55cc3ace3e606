import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { assert } from '../../domain/assert.ts';
import type { Watch } from '../../domain/subscription/watch.ts';
import type { Clock } from '../../ports/clock.ts';
import { maxWatchesPerLoad, type WatchStore } from '../../ports/watch-store.ts';
import { batchGet } from './batch-get.ts';
import type { Item } from './bet-row.ts';
import { held } from './conditions.ts';
import { parseRow } from './corrupt-row.ts';
import { watchPk } from './keys.ts';
import { quoteRow, writeQuote } from './quote-row.ts';
import { instantRow } from './row-values.ts';
import { served } from './store-fault.ts';

export interface DynamoWatchStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the volatile table. */
  readonly table: string;
  readonly clock: Clock;
}

/**
 * Watches in the volatile table, one item each. A row whose `expiresAt` has passed is read as it is: DynamoDB
 * removes it late, a write needs its version until then, and whoever reads judges the viewers by the time.
 *
 * A write the SDK repeats after a lost answer is known by what it left behind and carries no mark of its own:
 * whoever else wrote the same viewers, group and version wanted what is there. Faults as of the bets' store.
 */
export function dynamoWatchStore({ client, table, clock }: DynamoWatchStoreOptions): WatchStore {
  async function loadMany(betIds: readonly string[]): Promise<readonly (Watch | null)[]> {
    assert(betIds.length <= maxWatchesPerLoad, `at most ${maxWatchesPerLoad} watches in one call`);
    const items = await batchGet({ client, clock, table, keys: betIds.map(keyOf), consistent: true });
    return betIds.map((betId) => {
      const item = items.get(watchPk(betId));
      return item === undefined ? null : fromItem(betId, item);
    });
  }

  return {
    loadMany,

    async save({ betId, viewers, group }, read) {
      const next = { betId, viewers, group, version: (read?.version ?? 0) + 1 };
      const condition = read === null ? 'attribute_not_exists(#pk)' : unchanged;
      const command = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(betId),
        // Only what is set is written: the item has other attributes that other writers look after.
        UpdateExpression: 'SET #viewers = :viewers, #group = :group, #version = :version, #expiresAt = :ends',
        ConditionExpression: condition,
        ExpressionAttributeNames: {
          ...names('viewers', 'group', 'version', 'expiresAt'),
          ...(read === null ? names('pk') : {}),
        },
        ExpressionAttributeValues: {
          ':viewers': toMap(viewers),
          ...marshall({ ':group': group, ':version': next.version, ':ends': expiresAt(viewers) }),
          ...(read === null ? {} : valuesOf(read)),
        },
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        const { Attributes = {} } = await served(client.send(command));
        return fromItem(betId, Attributes);
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // Not every engine hands the item over with the refusal. A batch takes no right but that of loading.
        const current = fault.Item === undefined ? (await loadMany([betId]))[0] : fromItem(betId, fault.Item);
        if (current == null) return null;
        return isDeepStrictEqual({ ...current, quote: null }, { ...next, quote: null }) ? current : null;
      }
    },

    async move(betId, from, to) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(betId),
        UpdateExpression: 'SET #group = :to, #version = #version + :one',
        ConditionExpression: '#group = :from',
        ExpressionAttributeNames: names('group', 'version'),
        ExpressionAttributeValues: marshall({ ':from': from, ':to': to, ':one': 1 }),
      });
      return held(served(client.send(command)));
    },

    async keepQuote({ betId, at, status, amount, reason }) {
      const command = new UpdateItemCommand({
        TableName: table,
        Key: keyOf(betId),
        UpdateExpression: 'SET #quote = :quote, #quoteAt = :at',
        // Nobody follows a bet without an item, and none is made here. What tells which is newer stands by itself.
        ConditionExpression: 'attribute_exists(#pk) AND (attribute_not_exists(#quoteAt) OR #quoteAt <= :at)',
        ExpressionAttributeNames: names('pk', 'quote', 'quoteAt'),
        ExpressionAttributeValues: marshall({
          ':quote': writeQuote({ at, status, amount, reason }),
          ':at': at,
        }),
      });
      return held(served(client.send(command)));
    },

    async remove(read) {
      const command = new DeleteItemCommand({
        TableName: table,
        Key: keyOf(read.betId),
        // What is gone is as it was to be: removed by the attempt before this one, by time, or by another.
        ConditionExpression: `attribute_not_exists(#pk) OR (${unchanged})`,
        ExpressionAttributeNames: names('pk', 'version', 'group'),
        ExpressionAttributeValues: valuesOf(read),
      });
      return held(served(client.send(command)));
    },
  };
}

/** The stored watch is still the one that was read. */
const unchanged = '#version = :readVersion AND #group = :readGroup';

function valuesOf({ version, group }: Watch): Record<string, AttributeValue> {
  return marshall({ ':readVersion': version, ':readGroup': group });
}

function names(...attributes: readonly string[]): Record<string, string> {
  return Object.fromEntries(attributes.map((name) => [`#${name}`, name]));
}

function keyOf(betId: string): Record<string, AttributeValue> {
  return { pk: { S: watchPk(betId) } };
}

/** Epoch seconds by which the last interest has ended: DynamoDB may remove the item then. */
function expiresAt(viewers: Watch['viewers']): number {
  const ends = Object.values(viewers);
  assert(ends.length > 0, 'a watch has a viewer');
  assert(ends.every(Number.isSafeInteger), 'an interest ends at an instant');
  return Math.ceil(Math.max(...ends) / 1000);
}

/** By hand: a viewer may be called `constructor`, and then `marshall` takes the map for an object of some class. */
function toMap(viewers: Watch['viewers']): AttributeValue {
  return { M: Object.fromEntries(Object.entries(viewers).map(([id, until]) => [id, { N: String(until) }])) };
}

/* Not strict: `save` and `move` leave attributes alone that they do not know, so they may be there. */
const watchRow = z.object({
  viewers: z.record(z.string(), instantRow),
  group: z.string(),
  version: z.int().check(z.positive()),
  expiresAt: z.int(),
  quoteAt: z.optional(instantRow),
  quote: z.optional(quoteRow),
});

function fromItem(betId: string, item: Item): Watch {
  const { viewers, group, version, quote, quoteAt } = parseRow(watchRow, watchPk(betId), item);
  const told = quote === undefined || quoteAt === undefined ? null : { ...quote, at: quoteAt };
  return { betId, viewers, group, version, quote: told };
}
