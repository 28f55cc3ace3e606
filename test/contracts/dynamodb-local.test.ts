import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../infra/local/database-engine.ts';
import { streamCalls } from '../../infra/local/database-shards.ts';
import { type TableStream, tableStream } from '../../infra/local/database-stream.ts';
import { streamArnOf } from '../../infra/local/database-tables.ts';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { betPk } from '../../lib/adapters/dynamodb/keys.ts';
import { tableDefinitions } from '../../lib/adapters/dynamodb/tables.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { type BetRef, blankBet } from '../../lib/domain/bet/bet.ts';
import type { BetStore } from '../../lib/ports/bet-store.ts';
import { itemStreamOperation } from '../../lib/runtime/stream-operation.ts';
import type { DynamoEngine } from '../support/dynalite.ts';
import { runsDynamoDbLocal } from '../support/dynamo-engines.ts';
import { startDynamoDbLocalEngine } from '../support/dynamodb-local.ts';
import { noon, registered, withAccepted, withPending } from '../support/sample-bets.ts';
import { countCalls } from '../support/sdk-faults.ts';
import { silentLog, silentMetrics } from '../support/silent.ts';
import { saved, unseenRef } from './bet-store.steps.ts';

/** This engine overlooks expired rows that are not in all indexes of their table; AWS does not. */
const inEveryIndex = Object.fromEntries(
  tableDefinitions.ledger.indexes.flatMap(({ partitionKey, sortKey }) => [
    [partitionKey.name, { S: 'none' }],
    [sortKey.name, { N: '1' }],
  ]),
);

/** What the deployed hub relies on and dynalite does not have: shown on AWS's own engine. */
describe.skipIf(!runsDynamoDbLocal)('DynamoDB Local', () => {
  let engine: DynamoEngine;
  let stream: TableStream;
  let streams: DynamoDBStreamsClient;
  const records: DynamoDBRecord[] = [];
  const clock = systemClock();
  beforeAll(async () => {
    engine = await startDynamoDbLocalEngine();
    streams = new DynamoDBStreamsClient(clientConfig(engine));
    const calls = streamCalls(streams, await streamArnOf(engine.client, engine.tables.ledger));
    stream = tableStream({ calls, onRecord: (record) => records.push(record), log: silentLog });
  });
  afterAll(async () => {
    await stream.stop();
    streams.destroy();
    await engine.stop();
  });

  function storeOf(client: DynamoDBClient): BetStore {
    return dynamoBetStore({ client, table: engine.tables.ledger, ids: randomIds(), clock });
  }

  function recordsOf(ref: BetRef): readonly DynamoDBRecord[] {
    return records.filter(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S === betPk(ref));
  }

  async function put(TableName: string, Item: Record<string, AttributeValue>): Promise<void> {
    await engine.client.send(new PutItemCommand({ TableName, Item }));
  }

  async function isThere(TableName: string, Key: Record<string, AttributeValue>): Promise<boolean> {
    const { Item } = await engine.client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return Item !== undefined;
  }

  it('Given a stale save, When it is refused, Then the refusal brings the winner and nothing more is read', async () => {
    const winner = await saved(storeOf(engine.client), registered(unseenRef()), noon);
    const client = engine.connect();
    const calls = countCalls(client);
    const result = await storeOf(client).save({ ...winner, version: 7 }, noon);
    expect(result).toStrictEqual({ saved: false, current: winner });
    expect(calls).toStrictEqual(['PutItemCommand']);
  });

  it('Given a save of a removed bet, When it is refused, Then one read says that it is not there', async () => {
    const ref = unseenRef();
    const client = engine.connect();
    const calls = countCalls(client);
    const result = await storeOf(client).save({ ...registered(ref), version: 7 }, noon);
    expect(result).toStrictEqual({ saved: false, current: blankBet(ref) });
    expect(calls).toStrictEqual(['PutItemCommand', 'GetItemCommand']);
  });

  it('Given rows whose time is over, When the engine looks for such, Then they go and the stream says so', async () => {
    const expiresAt = { N: String(Math.floor(Date.now() / 1000)) };
    const token = { pk: { S: 'TOKEN#gr8' } };
    const seen = { pk: { S: 'REQUEST#betcore#r1' }, sk: { S: 'REQUEST' } };
    await put(engine.tables.volatile, { ...token, expiresAt, ...inEveryIndex });
    await put(engine.tables.ledger, { ...seen, expiresAt, ...inEveryIndex });
    const left = async (): Promise<boolean[]> =>
      Promise.all([isThere(engine.tables.volatile, token), isThere(engine.tables.ledger, seen)]);
    // It looks every ten seconds.
    await expect.poll(left, { timeout: 60_000, interval: 250 }).toStrictEqual([false, false]);
    await stream.caughtUp();
    const names = records
      .filter(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S === seen.pk.S)
      .map(({ eventName, dynamodb }) => [eventName, dynamodb?.NewImage === undefined]);
    expect(names).toStrictEqual([
      ['INSERT', false],
      ['REMOVE', true],
    ]);
  }, 70_000);

  describe('Given a bet on its way from request to event', () => {
    const ref = unseenRef();
    beforeAll(async () => {
      const store = storeOf(engine.client);
      const pending = await saved(store, withPending(registered(ref), noon), noon);
      await saved(store, withAccepted(pending, noon + 400), noon + 400);
      await stream.caughtUp();
    });

    it('When its writes are streamed, Then each is a record as Lambda gets it, in their order', () => {
      const Keys = { pk: { S: betPk(ref) }, sk: { S: 'BET' } };
      const written = (version: number) => ({ ...Keys, version: { N: String(version) } });
      const record = {
        eventID: expect.any(String),
        eventSource: 'aws:dynamodb',
        eventVersion: '1.1',
        dynamodb: {
          ApproximateCreationDateTime: expect.any(Number),
          Keys,
          SequenceNumber: expect.stringMatching(/^\d+$/),
          StreamViewType: 'NEW_AND_OLD_IMAGES',
        },
      };
      expect(recordsOf(ref)).toMatchObject([
        { ...record, eventName: 'INSERT', dynamodb: { ...record.dynamodb, NewImage: written(1) } },
        {
          ...record,
          eventName: 'MODIFY',
          dynamodb: {
            ...record.dynamodb,
            OldImage: written(1),
            NewImage: { ...written(2), unsent: { N: '1' } },
          },
        },
      ]);
      expect(recordsOf(ref)[0]?.dynamodb?.NewImage).not.toHaveProperty('unsent');
    });

    it('When they are delivered, Then the relay is told the bet', async () => {
      const told: unknown[] = [];
      const relay = itemStreamOperation('relay', () => async (changed) => {
        told.push(changed);
        return changed.map(({ ref }) => ref);
      });
      const needs = { clock, ids: randomIds(), log: silentLog, metrics: silentMetrics };
      const Records = [...recordsOf(ref)];
      const failed = await relay.bind(needs)({ Records }, { awsRequestId: 'run-1' });
      const last = Records.at(-1);
      const [eventId, sequence] = [last?.eventID, last?.dynamodb?.SequenceNumber];
      expect(told).toStrictEqual([[{ ref: { type: 'bet', ...ref }, item: betPk(ref), eventId, sequence }]]);
      expect(failed.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toStrictEqual(
        Records.map(({ dynamodb }) => dynamodb?.SequenceNumber),
      );
    });
  });

  it('Given many writes at once, When the stream has caught up, Then each was told, none twice', async () => {
    const refs = Array.from({ length: 200 }, () => unseenRef());
    const store = storeOf(engine.client);
    await Promise.all(refs.map((ref) => saved(store, registered(ref), noon)));
    await stream.caughtUp();
    expect(refs.map((ref) => recordsOf(ref).length)).toStrictEqual(refs.map(() => 1));
  });

  it('Given bytes in a row, When it is streamed, Then they are base64 at every depth', async () => {
    const bytes = new Uint8Array([1, 2, 255]);
    const row = { pk: { S: 'bytes' }, sk: { S: 'BYTES' } };
    await put(engine.tables.ledger, {
      ...row,
      b: { B: bytes },
      bs: { BS: [bytes] },
      deep: { L: [{ M: { b: { B: bytes }, n: { N: '1' } } }] },
    });
    await stream.caughtUp();
    const record = records.find(({ dynamodb }) => dynamodb?.Keys?.['pk']?.S === 'bytes');
    expect(record?.dynamodb?.NewImage).toStrictEqual({
      ...row,
      b: { B: 'AQL/' },
      bs: { BS: ['AQL/'] },
      deep: { L: [{ M: { b: { B: 'AQL/' }, n: { N: '1' } } }] },
    });
  });
});
