import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { assert } from '../../domain/assert.ts';
import { type Bet, type BetRef, blankBet } from '../../domain/bet/bet.ts';
import { nextDueAt } from '../../domain/bet/due.ts';
import {
  type BetStore,
  type DueCursor,
  type DuePage,
  maxBetsPerLoad,
  type SaveResult,
  StoreUnavailable,
  type UnresolvedPosition,
} from '../../ports/bet-store.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Ids } from '../../ports/ids.ts';
import { batchGet } from './batch-get.ts';
import { dynamoBetArchives } from './bet-archives.ts';
import { betRefOfKeys, fromBetItem, type StoredBet, toBetItem } from './bet-row.ts';
import { unchangedSince } from './conditions.ts';
import { betPk, betSk, unresolvedPartition, workPartition } from './keys.ts';
import { served } from './store-fault.ts';
import { dueIndex, unresolvedIndex } from './tables.ts';

/** Small enough that a sweep hands its first bets on early, large enough that a backlog takes few queries. */
const defaultRefsPerPage = 100;

export interface DynamoBetStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly ids: Ids;
  readonly clock: Clock;
  /** @default 100 */
  readonly refsPerPage?: number;
}

/**
 * Bets in the ledger, one item each and one for each archive. Faults: StoreUnavailable when DynamoDB does not serve, CorruptRow when an
 * item is not what this release writes; what the SDK says about a call of ours that is wrong passes through.
 */
export function dynamoBetStore(options: DynamoBetStoreOptions): BetStore {
  const { client, table, ids, clock, refsPerPage = defaultRefsPerPage } = options;

  async function read(ref: BetRef): Promise<StoredBet | null> {
    const command = new GetItemCommand({ TableName: table, Key: keyOf(ref), ConsistentRead: true });
    const { Item } = await served(client.send(command));
    return Item === undefined ? null : fromBetItem(ref, Item);
  }

  /** No answer came to any attempt, yet one may have landed: the item tells. */
  async function settleUnanswered(
    ref: BetRef,
    ours: StoredBet,
    fault: StoreUnavailable,
  ): Promise<SaveResult> {
    const current = await read(ref).catch(() => null);
    if (current?.writeId !== ours.writeId) throw fault;
    return { saved: true, bet: ours.bet };
  }

  return {
    ...dynamoBetArchives({ client, table, clock }),

    async load(ref) {
      return (await read(ref))?.bet ?? blankBet(ref);
    },

    async loadMany(refs) {
      assert(refs.length <= maxBetsPerLoad, `at most ${maxBetsPerLoad} bets in one call`);
      const items = await batchGet({ client, clock, table, keys: refs.map(keyOf), consistent: false });
      return refs.map((ref) => {
        const item = items.get(betPk(ref));
        return item === undefined ? blankBet(ref) : fromBetItem(ref, item).bet;
      });
    },

    async save(bet, now) {
      const next: Bet = { ...bet, version: bet.version + 1, dueAt: nextDueAt(bet, now) };
      const writeId = ids.next();
      const command = new PutItemCommand({
        TableName: table,
        Item: toBetItem({ bet: next, writeId }),
        ...unchangedSince(bet.version),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return { saved: true, bet: next };
      } catch (fault) {
        if (fault instanceof StoreUnavailable)
          return await settleUnanswered(bet, { bet: next, writeId }, fault);
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // Not every engine hands the item over with the refusal, and a removed item cannot be.
        const current = fault.Item === undefined ? await read(bet) : fromBetItem(bet, fault.Item);
        return settle(current, { bet: next, writeId });
      }
    },

    async listDue(shard, now, cursor) {
      const command = new QueryCommand({
        TableName: table,
        IndexName: dueIndex.name,
        KeyConditionExpression: '#due = :partition AND #dueAt <= :now',
        ExpressionAttributeNames: { '#due': dueIndex.partitionKey.name, '#dueAt': dueIndex.sortKey.name },
        ExpressionAttributeValues: { ':partition': { S: workPartition(shard) }, ':now': { N: String(now) } },
        Limit: refsPerPage,
        ...(cursor === null ? {} : { ExclusiveStartKey: fromCursor(cursor) }),
      });
      const { Items = [], LastEvaluatedKey } = await served(client.send(command));
      const page: DuePage = {
        refs: Items.map(betRefOfKeys).filter((ref) => ref !== undefined),
        cursor: LastEvaluatedKey ?? null,
      };
      return page;
    },

    async listUnresolved(limit, after) {
      const { partitionKey, sortKey } = unresolvedIndex;
      const command = new QueryCommand({
        TableName: table,
        IndexName: unresolvedIndex.name,
        KeyConditionExpression: '#unresolved = :partition',
        ExpressionAttributeNames: { '#unresolved': partitionKey.name },
        ExpressionAttributeValues: { ':partition': { S: unresolvedPartition } },
        Limit: limit,
        ...(after === null ? {} : { ExclusiveStartKey: toUnresolvedKey(after) }),
      });
      const { Items = [], LastEvaluatedKey } = await served(client.send(command));
      const found = Items.flatMap((item) => {
        const ref = betRefOfKeys(item);
        return ref === undefined ? [] : [{ ref, since: Number(item[sortKey.name]?.N) }];
      });
      return {
        refs: found.map(({ ref }) => ref),
        next: LastEvaluatedKey === undefined ? null : (found.at(-1) ?? null),
      };
    },
  };
}

/** The SDK repeats a call whose answer it lost: the refusal may then stem from the first, successful one. */
function settle(current: StoredBet | null, ours: StoredBet): SaveResult {
  if (current?.writeId === ours.writeId) return { saved: true, bet: ours.bet };
  return { saved: false, current: current?.bet ?? blankBet(ours.bet) };
}

function keyOf(ref: BetRef): Record<string, AttributeValue> {
  return { pk: { S: betPk(ref) }, sk: { S: betSk } };
}

function toUnresolvedKey({ since, ref }: UnresolvedPosition): Record<string, AttributeValue> {
  return {
    ...keyOf(ref),
    [unresolvedIndex.partitionKey.name]: { S: unresolvedPartition },
    [unresolvedIndex.sortKey.name]: { N: String(since) },
  };
}

/** Only this store hands such cursors out, and they stay in the process. */
function fromCursor(cursor: DueCursor): Record<string, AttributeValue> {
  return cursor as Record<string, AttributeValue>;
}
