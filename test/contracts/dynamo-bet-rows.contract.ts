import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { betPk, workPartition, workShardOf } from '../../lib/adapters/dynamodb/keys.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { type Bet, type BetRef, blankBet, withoutPublished } from '../../lib/domain/bet/bet.ts';
import { type BetStore, StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { itemSizeBytes } from '../support/item-size.ts';
import { leaseMs, noon, registered, withAccepted, withPending } from '../support/sample-bets.ts';
import { countCalls, loseEveryAnswerOf, loseNextAnswer } from '../support/sdk-faults.ts';
import { saved, unseenRef, workOf } from './bet-store.steps.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees beyond the port: its rows, and its manners towards the SDK's faults. */
export function dynamoBetRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB bet rows: ${name}`, () => {
    let engine: DynamoEngine;
    let store: BetStore;
    const clock = systemClock();
    beforeAll(async () => {
      engine = await start();
      store = storeOf(engine.client);
    });
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient): BetStore {
      return dynamoBetStore({ client, table: engine.tables.ledger, ids: randomIds(), clock });
    }

    async function rawRow(ref: BetRef): Promise<Item> {
      const Key = { pk: { S: betPk(ref) }, sk: { S: 'BET' } };
      const command = new GetItemCommand({ TableName: engine.tables.ledger, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    async function putRaw(item: Item): Promise<void> {
      await engine.client.send(new PutItemCommand({ TableName: engine.tables.ledger, Item: item }));
    }

    describe('Given a bet on its way from request to relayed event', () => {
      it('When each state is written, Then due, dueAt and unsent follow it', async () => {
        const ref = unseenRef();
        const due = { S: workPartition(workShardOf(betPk(ref))) };
        const dueAt = { N: String(noon + leaseMs) };

        const blank = await saved(store, registered(ref), noon);
        expect(workAttributes(await rawRow(ref))).toStrictEqual({});
        const pending = await saved(store, withPending(blank, noon), noon);
        expect(workAttributes(await rawRow(ref))).toStrictEqual({ due, dueAt });
        const settled = await saved(store, withAccepted(pending, noon + 400), noon + 400);
        expect(workAttributes(await rawRow(ref))).toStrictEqual({ due, dueAt, unsent: { N: '1' } });
        await saved(store, withoutPublished(settled, settled.outbox), noon + 900);
        expect(workAttributes(await rawRow(ref))).toStrictEqual({});
      });

      it('When the row is biggest, Then it fits one write unit', async () => {
        const ref = unseenRef();
        const pending = await saved(store, withPending(registered(ref), noon), noon);
        await saved(store, withAccepted(pending, noon + 400), noon + 400);
        expect(itemSizeBytes(await rawRow(ref))).toBeLessThanOrEqual(1024);
      });
    });

    describe('Given the answer of a successful write is lost', () => {
      it.each([0, 1])(
        'When the SDK repeats the write of version %i, Then it counts as saved',
        async (version) => {
          const ref = unseenRef();
          const base = version === 0 ? registered(ref) : await saved(store, registered(ref), noon);
          const client = engine.connect();
          loseNextAnswer(client);
          const result = await storeOf(client).save(withPending(base, noon), noon);
          expect(result).toStrictEqual({ saved: true, bet: await store.load(ref) });
          expect(result).toMatchObject({ bet: { version: version + 1 } });
        },
      );

      it('When no attempt is answered but one has landed, Then it counts as saved', async () => {
        const ref = unseenRef();
        const client = engine.connect();
        loseEveryAnswerOf(client, 'PutItemCommand');
        const result = await storeOf(client).save(registered(ref), noon);
        expect(result).toStrictEqual({ saved: true, bet: await store.load(ref) });
      });

      it('When no attempt is answered and none has landed, Then nobody is told that it was saved', async () => {
        const ref = unseenRef();
        const client = engine.connect();
        loseEveryAnswerOf(client, 'PutItemCommand', { arrives: false });
        await expect(storeOf(client).save(registered(ref), noon)).rejects.toThrow(StoreUnavailable);
        expect(await store.load(ref)).toMatchObject({ version: 0 });
      });

      it('When another write came in between, Then the save loses to that state', async () => {
        const ref = unseenRef();
        const client = engine.connect();
        let other: Bet | undefined;
        loseNextAnswer(client, async () => {
          other = await saved(store, { ...(await store.load(ref)), closed: closure }, noon);
        });
        const result = await storeOf(client).save(withPending(registered(ref), noon), noon);
        expect(result).toStrictEqual({ saved: false, current: other });
        expect(other).toMatchObject({ version: 2, cashouts: [{ status: 'pending' }], closed: closure });
      });
    });

    describe('Given an engine that hands the item over with the refusal', () => {
      it('When a save is stale, Then the winner comes back without another read', async () => {
        const winner = await saved(store, registered(unseenRef()), noon);
        const row = await rawRow(winner);
        const client = engine.connect();
        handItemOver(client, row);
        const calls = countCalls(client);
        const result = await storeOf(client).save({ ...winner, version: 0 }, noon);
        expect(result).toStrictEqual({ saved: false, current: winner });
        expect(calls).toStrictEqual(['PutItemCommand']);
      });
    });

    describe('Given a row that is not what this release writes', () => {
      const secret = 'what the row holds';
      it.each<[string, string, (row: Item) => void]>([
        ['no version', 'version', (row) => delete row['version']],
        ['version zero', 'version', (row) => Object.assign(row, { version: { N: '0' } })],
        ['a number past 2^53', 'dueAt', (row) => Object.assign(row, { dueAt: { N: '9007199254740993' } })],
        ['a field nobody knows', '', (row) => Object.assign(row, { extra: { S: secret } })],
        [
          'an unknown status',
          'cashouts.0.s',
          (row) => Object.assign(firstCashout(row), { s: { S: secret } }),
        ],
        [
          'an amount that is none',
          'cashouts.0.rq',
          (row) => Object.assign(firstCashout(row), { rq: { S: secret } }),
        ],
        [
          'an amount in another spelling',
          'cashouts.0.rq',
          (row) => Object.assign(firstCashout(row), { rq: { S: '1.50 EUR' } }),
        ],
        [
          'an unknown field in a cashout',
          'cashouts.0',
          (row) => Object.assign(firstCashout(row), { zz: { S: secret } }),
        ],
        [
          'restrictions that are no JSON',
          'cashouts.0.re.3',
          (row) =>
            Object.assign(firstCashout(row), {
              re: { L: [{ S: 'freebet' }, { NULL: true }, { NULL: true }, { S: secret }] },
            }),
        ],
      ])(
        'When it has %s, Then reading it names the row and the place, never the content',
        async (_, path, spoil) => {
          const ref = unseenRef();
          await saved(store, withPending(registered(ref), noon), noon);
          const row = await rawRow(ref);
          spoil(row);
          await putRaw(row);
          const stale = { ...blankBet(ref), version: 7 };
          const reads = [() => store.load(ref), () => store.loadMany([ref]), () => store.save(stale, noon)];
          for (const read of reads) {
            const fault = await read().then(
              () => undefined,
              (thrown: unknown) => thrown,
            );
            expect(fault).toBeInstanceOf(CorruptRow);
            expect(fault).toMatchObject({ pk: betPk(ref), path });
            expect(`${fault}`).toContain(betPk(ref));
            expect(JSON.stringify(fault) + fault).not.toContain(secret);
          }
        },
      );
    });

    describe('Given work of other entities in the index', () => {
      it('When due bets are listed, Then only bets are among them', async () => {
        const ref = unseenRef();
        await saved(store, withPending(registered(ref), noon), noon);
        const { due = { S: '' }, dueAt = { N: '0' } } = await rawRow(ref);
        await putRaw({ pk: { S: 'PAYOUT#betcore#4178696881' }, sk: { S: 'PAYOUT' }, due, dueAt });
        const listed = await workOf(store, noon + leaseMs);
        expect(listed).toContainEqual(ref);
        expect(new Set(listed.map(({ provider }) => provider))).toStrictEqual(new Set(['gr8']));
      });
    });
  });
}

const closure = { at: noon, actor: 'jo', reason: 'settled' };

function workAttributes({ due, dueAt, unsent }: Item): Item {
  return Object.fromEntries(Object.entries({ due, dueAt, unsent }).filter(isThere));
}

function isThere(entry: [string, AttributeValue | undefined]): entry is [string, AttributeValue] {
  return entry[1] !== undefined;
}

function firstCashout(row: Item): Item {
  return row['cashouts']?.L?.[0]?.M ?? {};
}

/** AWS and its own local engine put the item into the refusal; this makes an engine that does not do so too. */
function handItemOver(client: DynamoDBClient, item: Item): void {
  client.middlewareStack.add(
    (next) => async (call) => {
      try {
        return await next(call);
      } catch (fault) {
        throw Object.assign(fault as Error, { Item: item });
      }
    },
    { step: 'initialize' },
  );
}
