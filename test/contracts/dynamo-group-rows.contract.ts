import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { dynamoGroupStore } from '../../lib/adapters/dynamodb/group-store.ts';
import { renewalShardOf, renewPartition } from '../../lib/adapters/dynamodb/keys.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { GroupStore } from '../../lib/ports/group-store.ts';
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
import { aGroup, dueGroups, savedGroup, unseenGroupId } from './group-store.steps.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees beyond the port: its rows, and its manners towards the SDK's faults. */
export function dynamoGroupRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB group rows: ${name}`, () => {
    let engine: DynamoEngine;
    let store: GroupStore;
    const pauses: number[] = [];
    const clock = { ...systemClock(), sleep: async (ms: number) => void pauses.push(ms) };
    beforeAll(async () => {
      engine = await start();
      store = storeOf(engine.client);
    });
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient): GroupStore {
      return dynamoGroupStore({ client, table: engine.tables.volatile, clock });
    }

    async function rawRow(id: string): Promise<Item> {
      const Key = { pk: { S: `GROUP#odds88#${id}` } };
      const command = new GetItemCommand({ TableName: engine.tables.volatile, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    async function putRaw(item: Item): Promise<void> {
      await engine.client.send(new PutItemCommand({ TableName: engine.tables.volatile, Item: item }));
    }

    describe('Given a group', () => {
      it('When its row is looked at, Then it is in the partition of its shard and never expires', async () => {
        const group = await savedGroup(store, aGroup({ betIds: ['a', 'b'], renewedAt: null }));
        const pk = `GROUP#odds88#${group.id}`;
        const row = {
          pk: { S: pk },
          betIds: { L: [{ S: 'a' }, { S: 'b' }] },
          due: { S: renewPartition(renewalShardOf(pk)) },
          dueAt: { N: String(group.dueAt) },
          version: { N: '1' },
        };
        expect(await rawRow(group.id)).toStrictEqual(row);
        await savedGroup(store, { ...group, renewedAt: noon });
        expect(await rawRow(group.id)).toMatchObject({ renewedAt: { N: String(noon) }, version: { N: '2' } });
      });

      it('When it holds a hundred bets, Then its row fits three write units', async () => {
        const betIds = Array.from({ length: 100 }, (_, n) => String(12345678901234567000n + BigInt(n)));
        const { id } = await savedGroup(store, aGroup({ betIds }));
        expect(betIds[0]).toHaveLength(20);
        expect(itemSizeBytes(await rawRow(id))).toBeLessThanOrEqual(3 * 1024);
      });
    });

    describe('Given a hundred groups', () => {
      it('When they are loaded, Then one call reads them all, the latest of each', async () => {
        const ids = await Promise.all(
          Array.from({ length: 100 }, async () => (await savedGroup(store, aGroup())).id),
        );
        const client = engine.connect();
        const inputs = inputsSent(client);
        const loaded = await storeOf(client).loadMany(ids);
        expect(loaded.map((group) => group?.id)).toStrictEqual(ids);
        expect(inputs).toMatchObject([
          { RequestItems: { [engine.tables.volatile]: { ConsistentRead: true } } },
        ]);
      });

      it('When keys are handed back, Then they are asked for again after growing pauses', async () => {
        const groups = await Promise.all([1, 2, 3].map(() => savedGroup(store, aGroup())));
        const client = engine.connect();
        serveOneKeyPerCall(client, engine.tables.volatile);
        pauses.splice(0);
        expect(await storeOf(client).loadMany(groups.map(({ id }) => id))).toStrictEqual(groups);
        expect(pauses).toStrictEqual([50, 100]);
      });
    });

    describe('Given the answer of a successful write is lost', () => {
      it.each([0, 1])(
        'When the SDK repeats the write of version %i, Then it is saved once',
        async (version) => {
          const base = version === 0 ? aGroup() : await savedGroup(store, aGroup());
          const client = engine.connect();
          loseNextAnswer(client);
          const next = { ...base, betIds: ['bet-x'] };
          const saved = { ...next, version: version + 1 };
          expect(await storeOf(client).save(next)).toStrictEqual(saved);
          expect(await store.loadMany([base.id])).toStrictEqual([saved]);
        },
      );

      it('When another write came in between, Then the save has lost', async () => {
        const group = await savedGroup(store, aGroup());
        const client = engine.connect();
        const next = { ...group, betIds: ['bet-x'] };
        loseNextAnswer(client, () => savedGroup(store, { ...next, version: 2, betIds: ['bet-y'] }));
        expect(await storeOf(client).save(next)).toBeNull();
        expect(await store.loadMany([group.id])).toMatchObject([{ betIds: ['bet-y'], version: 3 }]);
      });

      it('When the group was removed in between, Then the save has lost', async () => {
        const group = await savedGroup(store, aGroup());
        const client = engine.connect();
        loseNextAnswer(client, () => store.remove({ ...group, version: 2 }));
        expect(await storeOf(client).save({ ...group, betIds: ['bet-x'] })).toBeNull();
        expect(await store.loadMany([group.id])).toStrictEqual([null]);
      });

      it('When a group is removed and the SDK repeats it, Then it is removed', async () => {
        const group = await savedGroup(store, aGroup());
        const client = engine.connect();
        loseNextAnswer(client);
        expect(await storeOf(client).remove(group)).toBe(true);
        expect(await store.loadMany([group.id])).toStrictEqual([null]);
      });
    });

    describe('Given an engine that does not serve', () => {
      it.each<[string, (away: GroupStore) => Promise<unknown>]>([
        ['BatchGetItemCommand', (away) => away.loadMany([unseenGroupId()])],
        ['PutItemCommand', (away) => away.save(aGroup())],
        ['DeleteItemCommand', (away) => away.remove(aGroup())],
        ['QueryCommand', (away) => away.listDue(0, noon, null)],
      ])('When %s is not answered, Then the call says StoreUnavailable', async (command, call) => {
        const client = engine.connect();
        loseEveryAnswerOf(client, command, { arrives: false });
        await expect(call(storeOf(client))).rejects.toThrow(StoreUnavailable);
      });
    });

    describe('Given a refused write', () => {
      it('When somebody else won, Then nothing is asked for that loading does not take', async () => {
        const group = await savedGroup(store, aGroup());
        const client = engine.connect();
        const calls = countCalls(client);
        expect(await storeOf(client).save({ ...group, betIds: [], version: 7 })).toBeNull();
        expect(await storeOf(client).remove({ ...group, version: 7 })).toBe(false);
        const reads = calls.filter((call) => call !== 'PutItemCommand' && call !== 'DeleteItemCommand');
        // Only engines that hand the item over with the refusal need no read.
        expect(reads).toStrictEqual(name === 'dynalite' ? ['BatchGetItemCommand'] : []);
      });
    });

    describe('Given a row that is not what this release writes', () => {
      it.each<[string, string, (row: Item) => void]>([
        ['no version', 'version', (row) => delete row['version']],
        ['version zero', 'version', (row) => Object.assign(row, { version: { N: '0' } })],
        ['no bets', 'betIds', (row) => delete row['betIds']],
        ['a bet that is no text', 'betIds.0', (row) => Object.assign(row, { betIds: { L: [{ N: '1' }] } })],
        ['a broken time', 'dueAt', (row) => Object.assign(row, { dueAt: { N: '1.5' } })],
        ['a field nobody knows', '', (row) => Object.assign(row, { extra: { S: 'x' } })],
      ])('When it has %s, Then reading it names the row and the place', async (_, path, spoil) => {
        const group = await savedGroup(store, aGroup());
        const row = await rawRow(group.id);
        spoil(row);
        await putRaw(row);
        for (const read of [() => store.loadMany([group.id]), () => store.save({ ...group, version: 7 })]) {
          const fault = await read().then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(fault).toBeInstanceOf(CorruptRow);
          expect(fault).toMatchObject({ pk: `GROUP#odds88#${group.id}`, path });
        }
      });
    });

    describe('Given other entities in the index', () => {
      it('When due groups are listed, Then only groups are among them', async () => {
        const at = { N: String(noon - 60_000) };
        const { id } = await savedGroup(store, aGroup({ dueAt: noon - 60_000 }));
        const { due = { S: '' } } = await rawRow(id);
        await putRaw({ pk: { S: 'LEASE#feed' }, due, dueAt: at });
        const listed = await dueGroups(store, noon - 59_999);
        expect(listed).toContain(id);
        for (const each of listed) expect(each).toMatch(/^7d0f1c5e-0000-/);
      });
    });
  });
}
