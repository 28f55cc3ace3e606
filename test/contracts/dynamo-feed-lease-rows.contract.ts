import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { dynamoFeedLeaseStore } from '../../lib/adapters/dynamodb/feed-lease-store.ts';
import { StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { FeedLeaseStore } from '../../lib/ports/feed-lease-store.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { itemSizeBytes } from '../support/item-size.ts';
import { noon } from '../support/sample-bets.ts';
import { countCalls, inputsSent, loseEveryAnswerOf, loseNextAnswer } from '../support/sdk-faults.ts';
import { aFeedLease, savedLease, unseenFeed } from './feed-lease-store.contract.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees beyond the port: its row, and its manners towards the SDK's faults. */
export function dynamoFeedLeaseRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB feed lease rows: ${name}`, () => {
    let engine: DynamoEngine;
    let store: FeedLeaseStore;
    beforeAll(async () => {
      engine = await start();
      store = storeOf(engine.client);
    });
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient): FeedLeaseStore {
      return dynamoFeedLeaseStore({ client, table: engine.tables.volatile });
    }

    async function rawRow(feed: string): Promise<Item> {
      const Key = { pk: { S: `LEASE#${feed}` } };
      const command = new GetItemCommand({ TableName: engine.tables.volatile, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    it('Given a lease, When its row is looked at, Then it is all there and never expires', async () => {
      const feed = unseenFeed();
      const first = await savedLease(store, feed, aFeedLease(), null);
      const row = {
        pk: { S: `LEASE#${feed}` },
        holder: { S: 'ann' },
        beat: { N: '1' },
        leaving: { BOOL: false },
        cursor: { N: String(noon - 500) },
        connects: { L: [{ M: { at: { N: String(noon) }, kind: { S: 'without-revision' } } }] },
      };
      expect(await rawRow(feed)).toStrictEqual(row);
      await savedLease(store, feed, aFeedLease({ holder: null, cursor: null, connects: [] }), first);
      expect(await rawRow(feed)).toStrictEqual({
        pk: row.pk,
        beat: { N: '2' },
        leaving: { BOOL: false },
        connects: { L: [] },
      });
    });

    it('Given as many connects as half an hour takes, When it is written, Then its row fits three write units', async () => {
      const feed = unseenFeed();
      const connects = Array.from({ length: 42 }, (_, n) => ({
        at: noon + n,
        kind: 'with-revision' as const,
      }));
      await savedLease(store, feed, aFeedLease({ connects }), null);
      expect(itemSizeBytes(await rawRow(feed))).toBeLessThanOrEqual(3 * 1024);
    });

    it('Given a lease, When it is loaded, Then the read is strongly consistent', async () => {
      const client = engine.connect();
      const inputs = inputsSent(client);
      await storeOf(client).load(unseenFeed());
      expect(inputs).toMatchObject([{ ConsistentRead: true }]);
    });

    describe('Given the answer of a successful write is lost', () => {
      it.each([0, 1])('When the SDK repeats the write on beat %i, Then it is saved once', async (beat) => {
        const feed = unseenFeed();
        const read = beat === 0 ? null : await savedLease(store, feed, aFeedLease(), null);
        const client = engine.connect();
        loseNextAnswer(client);
        const next = aFeedLease({ cursor: noon });
        expect(await storeOf(client).save(feed, next, read)).toStrictEqual({ ...next, beat: beat + 1 });
        expect(await store.load(feed)).toStrictEqual({ ...next, beat: beat + 1 });
      });

      it('When another wrote in between, Then the save has lost', async () => {
        const feed = unseenFeed();
        const client = engine.connect();
        const next = aFeedLease();
        const other = aFeedLease({ holder: 'bob' });
        loseNextAnswer(client, () => savedLease(store, feed, other, { ...next, beat: 1 }));
        expect(await storeOf(client).save(feed, next, null)).toBeNull();
        expect(await store.load(feed)).toStrictEqual({ ...other, beat: 2 });
      });
    });

    describe('Given an engine that does not serve', () => {
      it.each<[string, (away: FeedLeaseStore) => Promise<unknown>]>([
        ['GetItemCommand', (away) => away.load(unseenFeed())],
        ['PutItemCommand', (away) => away.save(unseenFeed(), aFeedLease(), null)],
      ])('When %s is not answered, Then the call says StoreUnavailable', async (command, call) => {
        const client = engine.connect();
        loseEveryAnswerOf(client, command, { arrives: false });
        await expect(call(storeOf(client))).rejects.toThrow(StoreUnavailable);
      });
    });

    it('Given a refused write, When somebody else won, Then nothing is asked for that loading does not take', async () => {
      const feed = unseenFeed();
      await savedLease(store, feed, aFeedLease(), null);
      const client = engine.connect();
      const calls = countCalls(client);
      expect(await storeOf(client).save(feed, aFeedLease({ holder: 'bob' }), null)).toBeNull();
      // Only engines that hand the item over with the refusal need no read.
      const reads = name === 'dynalite' ? ['GetItemCommand'] : [];
      expect(calls).toStrictEqual(['PutItemCommand', ...reads]);
    });

    it.each<[string, string, (row: Item) => void]>([
      ['no beat', 'beat', (row) => delete row['beat']],
      ['beat zero', 'beat', (row) => Object.assign(row, { beat: { N: '0' } })],
      ['a broken cursor', 'cursor', (row) => Object.assign(row, { cursor: { N: '1.5' } })],
      ['a kind nobody knows', 'connects.0.kind', (row) => Object.assign(row, { connects: otherKind })],
      ['a field nobody knows', '', (row) => Object.assign(row, { extra: { S: 'x' } })],
    ])(
      'Given a row with %s, When it is read, Then the fault names the row and the place',
      async (_, path, spoil) => {
        const feed = unseenFeed();
        await savedLease(store, feed, aFeedLease(), null);
        const row = await rawRow(feed);
        spoil(row);
        await engine.client.send(new PutItemCommand({ TableName: engine.tables.volatile, Item: row }));
        const fault = await store.load(feed).catch((thrown: unknown) => thrown);
        expect(fault).toBeInstanceOf(CorruptRow);
        expect(fault).toMatchObject({ pk: `LEASE#${feed}`, path });
      },
    );
  });
}

const otherKind: AttributeValue = { L: [{ M: { at: { N: '1' }, kind: { S: 'other' } } }] };
