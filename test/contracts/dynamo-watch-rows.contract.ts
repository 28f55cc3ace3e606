import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { dynamoWatchStore } from '../../lib/adapters/dynamodb/watch-store.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { WatchStore } from '../../lib/ports/watch-store.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { itemSizeBytes } from '../support/item-size.ts';
import { noon } from '../support/sample-bets.ts';
import {
  countCalls,
  inputsSent,
  loseEveryAnswerOf,
  loseNextAnswer,
  serveOneKeyPerCall,
} from '../support/sdk-faults.ts';
import { aWatch, began, unseenBetId } from './watch-store.steps.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees beyond the port: its rows, and its manners towards the SDK's faults. */
export function dynamoWatchRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB watch rows: ${name}`, () => {
    let engine: DynamoEngine;
    let store: WatchStore;
    const pauses: number[] = [];
    const clock = { ...systemClock(), sleep: async (ms: number) => void pauses.push(ms) };
    beforeAll(async () => {
      engine = await start();
      store = storeOf(engine.client);
    });
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient): WatchStore {
      return dynamoWatchStore({ client, table: engine.tables.volatile, clock });
    }

    async function rawRow(betId: string): Promise<Item> {
      const Key = { pk: { S: `WATCH#odds88#${betId}` } };
      const command = new GetItemCommand({ TableName: engine.tables.volatile, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    async function putRaw(item: Item): Promise<void> {
      await engine.client.send(new PutItemCommand({ TableName: engine.tables.volatile, Item: item }));
    }

    describe('Given a watch', () => {
      it('When its row is looked at, Then DynamoDB removes it in the second its last interest has ended', async () => {
        const watch = await began(store, { viewers: { ann: noon + 1, bob: noon + 1_001, cid: noon } });
        expect(await rawRow(watch.betId)).toStrictEqual({
          pk: { S: `WATCH#odds88#${watch.betId}` },
          viewers: {
            M: {
              ann: { N: String(noon + 1) },
              bob: { N: String(noon + 1_001) },
              cid: { N: String(noon) },
            },
          },
          group: { S: 'g1' },
          version: { N: '1' },
          expiresAt: { N: String(noon / 1000 + 2) },
        });
        await store.save({ ...watch, viewers: { ann: noon + 5_000 } }, watch);
        expect(await rawRow(watch.betId)).toMatchObject({ expiresAt: { N: String(noon / 1000 + 5) } });
      });

      it('When ten devices follow the bet, Then its row fits one write unit', async () => {
        const devices = Array.from({ length: 10 }, (_, n) => `7d0f1c5e-4e0b-4c55-a4c1-5c1c0a0f3d2${n}`);
        const { betId } = await began(store, {
          betId: '12345678901234567890',
          viewers: Object.fromEntries(devices.map((device) => [device, noon])),
          group: 'b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11',
        });
        expect(itemSizeBytes(await rawRow(betId))).toBeLessThanOrEqual(1024);
      });

      it('When a later release has left more on the item, Then saving and moving leave that alone', async () => {
        const watch = await began(store);
        const later = { S: 'unknown here' };
        await putRaw({ ...(await rawRow(watch.betId)), later });
        const next = await store.save({ ...watch, viewers: { bob: noon + 9 } }, watch);
        expect(await rawRow(watch.betId)).toMatchObject({ later, version: { N: '2' } });
        await store.move(watch.betId, watch.group, 'g2');
        expect(await rawRow(watch.betId)).toMatchObject({ later, version: { N: '3' }, group: { S: 'g2' } });
        expect(await store.loadMany([watch.betId])).toStrictEqual([{ ...next, group: 'g2', version: 3 }]);
      });

      it('When its time is over and DynamoDB has not come by, Then it is read as it is', async () => {
        const watch = await began(store, { viewers: { ann: Date.UTC(2020, 0, 1) } });
        expect(await rawRow(watch.betId)).toMatchObject({ expiresAt: { N: '1577836800' } });
        expect(await store.loadMany([watch.betId])).toStrictEqual([watch]);
      });
    });

    describe('Given a hundred watches', () => {
      it('When they are loaded, Then one call reads them all, the latest of each', async () => {
        const betIds = await Promise.all(Array.from({ length: 100 }, async () => (await began(store)).betId));
        const client = engine.connect();
        const calls = inputsSent(client);
        const loaded = await storeOf(client).loadMany(betIds);
        expect(loaded.map((watch) => watch?.betId)).toStrictEqual(betIds);
        expect(calls).toMatchObject([
          { RequestItems: { [engine.tables.volatile]: { ConsistentRead: true } } },
        ]);
      });

      it('When keys are handed back, Then they are asked for again after growing pauses', async () => {
        const watches = [await began(store), await began(store), await began(store)];
        const client = engine.connect();
        serveOneKeyPerCall(client, engine.tables.volatile);
        pauses.splice(0);
        const betIds = watches.map(({ betId }) => betId);
        expect(await storeOf(client).loadMany(betIds)).toStrictEqual(watches);
        expect(pauses).toStrictEqual([50, 100]);
      });
    });

    describe('Given the answer of a successful write is lost', () => {
      it('When a watch begins and the SDK repeats it, Then it has begun', async () => {
        const client = engine.connect();
        loseNextAnswer(client);
        const next = aWatch();
        const watch = { ...next, version: 1 };
        expect(await storeOf(client).save(next, null)).toStrictEqual(watch);
        expect(await store.loadMany([next.betId])).toStrictEqual([watch]);
      });

      it('When a watch is saved and the SDK repeats it, Then it is saved once', async () => {
        const watch = await began(store);
        const client = engine.connect();
        loseNextAnswer(client);
        const next = { ...watch, viewers: { bob: noon + 9, ann: noon } };
        expect(await storeOf(client).save(next, watch)).toStrictEqual({ ...next, version: 2 });
        expect(await store.loadMany([watch.betId])).toStrictEqual([{ ...next, version: 2 }]);
      });

      it('When another write came in between, Then the save has lost', async () => {
        const watch = await began(store);
        const client = engine.connect();
        loseNextAnswer(client, () => store.move(watch.betId, watch.group, 'g2'));
        expect(await storeOf(client).save({ ...watch, viewers: { bob: noon } }, watch)).toBeNull();
        const [current] = await store.loadMany([watch.betId]);
        expect(current).toMatchObject({ group: 'g2', viewers: { bob: noon }, version: 3 });
      });

      it('When the watch was removed in between, Then the save has lost', async () => {
        const watch = await began(store);
        const client = engine.connect();
        loseNextAnswer(client, () => store.remove({ ...watch, version: 2 }));
        expect(await storeOf(client).save({ ...watch, viewers: { bob: noon } }, watch)).toBeNull();
        expect(await store.loadMany([watch.betId])).toStrictEqual([null]);
      });

      it('When a watch is removed and the SDK repeats it, Then it is removed', async () => {
        const watch = await began(store);
        const client = engine.connect();
        loseNextAnswer(client);
        expect(await storeOf(client).remove(watch)).toBe(true);
        expect(await store.loadMany([watch.betId])).toStrictEqual([null]);
      });

      it('When a watch is moved and the SDK repeats it, Then it is moved once', async () => {
        const watch = await began(store);
        const client = engine.connect();
        loseNextAnswer(client);
        await storeOf(client).move(watch.betId, watch.group, 'g2');
        expect(await store.loadMany([watch.betId])).toStrictEqual([{ ...watch, group: 'g2', version: 2 }]);
      });
    });

    describe('Given an engine that does not serve', () => {
      it.each<[string, (away: WatchStore) => Promise<unknown>]>([
        ['BatchGetItemCommand', (away) => away.loadMany([unseenBetId()])],
        ['UpdateItemCommand', (away) => away.save(aWatch(), null)],
        ['UpdateItemCommand', (away) => away.move(unseenBetId(), 'g1', 'g2')],
        ['DeleteItemCommand', (away) => away.remove({ ...aWatch(), version: 1 })],
      ])('When %s is not answered, Then the call says StoreUnavailable', async (command, call) => {
        const client = engine.connect();
        loseEveryAnswerOf(client, command, { arrives: false });
        await expect(call(storeOf(client))).rejects.toThrow(StoreUnavailable);
      });
    });

    describe('Given a refused write', () => {
      it('When somebody else won, Then nothing is asked for that loading does not take', async () => {
        const watch = await began(store);
        const client = engine.connect();
        const calls = countCalls(client);
        expect(await storeOf(client).save({ ...watch, group: 'g2' }, null)).toBeNull();
        expect(await storeOf(client).remove({ ...watch, version: 7 })).toBe(false);
        expect(await storeOf(client).move(watch.betId, 'g7', 'g8')).toBe(false);
        const reads = calls.filter((call) => call !== 'UpdateItemCommand' && call !== 'DeleteItemCommand');
        // Only engines that hand the item over with the refusal need no read.
        expect(reads).toStrictEqual(name === 'dynalite' ? ['BatchGetItemCommand'] : []);
      });
    });

    describe('Given a row that is not what this release writes', () => {
      it.each<[string, string, (row: Item) => void]>([
        ['no version', 'version', (row) => delete row['version']],
        ['version zero', 'version', (row) => Object.assign(row, { version: { N: '0' } })],
        ['no group', 'group', (row) => delete row['group']],
        ['no viewers', 'viewers', (row) => delete row['viewers']],
        ['viewers that are no map', 'viewers', (row) => Object.assign(row, { viewers: { S: 'ann' } })],
        [
          'an end that is no instant',
          'viewers.ann',
          (row) => Object.assign(row, { viewers: { M: { ann: { S: 'tomorrow' } } } }),
        ],
        ['no time to go', 'expiresAt', (row) => delete row['expiresAt']],
      ])('When it has %s, Then reading it names the row and the place', async (_, path, spoil) => {
        const watch = await began(store);
        const row = await rawRow(watch.betId);
        spoil(row);
        await putRaw(row);
        const stale = { ...watch, version: 7 };
        for (const read of [() => store.loadMany([watch.betId]), () => store.save(watch, stale)]) {
          const fault = await read().then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(fault).toBeInstanceOf(CorruptRow);
          expect(fault).toMatchObject({ pk: `WATCH#odds88#${watch.betId}`, path });
        }
      });
    });
  });
}
