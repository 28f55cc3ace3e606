import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { dynamoCallbackStore } from '../../lib/adapters/dynamodb/callback-store.ts';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { betPk, callbackPk } from '../../lib/adapters/dynamodb/keys.ts';
import { type ManualClock, manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { type CallbackRef, type CallbackStore, keepAnswerForMs } from '../../lib/ports/callback-store.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { startHttpServer } from '../support/http-server.ts';
import { registered } from '../support/sample-bets.ts';
import { countCalls, inputsSent, loseEveryAnswerOf, loseNextAnswer } from '../support/sdk-faults.ts';
import { saved, unseenRef } from './bet-store.steps.ts';
import { accepted204, conflict400, unseenCallback } from './callback-store.steps.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees beyond the port: its rows, its calls, and what its callers hear of faults. */
export function dynamoCallbackRowsContract(name: string, start: StartEngine, now: number): void {
  describe(`DynamoDB callback rows: ${name}`, () => {
    const stops: (() => Promise<void> | void)[] = [];
    let engine: DynamoEngine;
    let clock: ManualClock;
    let store: CallbackStore;
    beforeAll(async () => {
      engine = await start();
      clock = manualClock(now);
      store = storeOf(engine.client);
    });
    afterEach(async () => {
      for (const stop of stops.splice(0)) await stop();
    });
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient): CallbackStore {
      return dynamoCallbackStore({ client, table: engine.tables.ledger, clock });
    }

    async function rawRow(pk: string, sk = 'CALLBACK'): Promise<Item> {
      const Key = { pk: { S: pk }, sk: { S: sk } };
      const command = new GetItemCommand({ TableName: engine.tables.ledger, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    async function putRaw(row: Item): Promise<void> {
      await engine.client.send(new PutItemCommand({ TableName: engine.tables.ledger, Item: row }));
    }

    it('Given a kept answer, When its row is looked at, Then TTL finds an end in whole seconds, rounded up', async () => {
      const callback = unseenCallback();
      await clock.advance(345);
      await store.keep(callback, accepted204);
      const end = (clock.now() - 345 + keepAnswerForMs) / 1000 + 1;
      expect(await rawRow(callbackPk(callback))).toMatchObject({ expiresAt: { N: String(end) } });
      await clock.advance(655);
    });

    it('Given its time is up, When the row is still in the table, Then it counts as absent and is replaced', async () => {
      const callback = unseenCallback();
      await store.keep(callback, accepted204);
      await clock.advance(keepAnswerForMs);
      expect(await store.loadAnswerOrBet(callback)).toMatchObject({ answer: null });
      expect(await rawRow(callbackPk(callback))).toMatchObject({ status: { N: '204' } });
      await store.keep(callback, conflict400);
      expect(await rawRow(callbackPk(callback))).toMatchObject({ status: { N: '400' } });
    });

    it('Given bet and answer, When both are loaded, Then that is one consistent call', async () => {
      const client = engine.connect();
      const calls = countCalls(client);
      const inputs = inputsSent(client);
      await storeOf(client).loadAnswerOrBet(unseenCallback());
      expect(calls).toStrictEqual(['BatchGetItemCommand']);
      expect(inputs).toMatchObject([{ RequestItems: { [engine.tables.ledger]: { ConsistentRead: true } } }]);
    });

    it('Given nothing is kept yet, When an answer is kept, Then that is one call', async () => {
      const client = engine.connect();
      const calls = countCalls(client);
      await storeOf(client).keep(unseenCallback(), accepted204);
      expect(calls).toStrictEqual(['PutItemCommand']);
    });

    it('Given the answer to a write is lost, When the SDK repeats it, Then it counts as kept', async () => {
      const client = engine.connect();
      const callback = unseenCallback();
      loseNextAnswer(client);
      expect(await storeOf(client).keep(callback, accepted204)).toStrictEqual(accepted204);
      expect(await rawRow(callbackPk(callback))).toMatchObject({ status: { N: '204' } });
    });

    it.each([true, false])(
      'Given no write is answered, arriving: %s, When an answer is kept, Then its caller is not told that it was',
      async (arrives) => {
        const client = engine.connect();
        const callback = unseenCallback();
        loseEveryAnswerOf(client, 'PutItemCommand', { arrives });
        await expect(storeOf(client).keep(callback, accepted204)).rejects.toMatchObject({
          name: 'StoreUnavailable',
        });
        const { answer } = await store.loadAnswerOrBet(callback);
        expect(answer).toStrictEqual(arrives ? accepted204 : null);
      },
    );

    describe('Given a row that is not what this release writes', () => {
      const secret = 'what the row holds';

      async function corrupt(callback: CallbackRef, broken: Item): Promise<void> {
        await store.keep(callback, conflict400);
        await putRaw({ ...(await rawRow(callbackPk(callback))), ...broken });
      }

      it.each<[string, string, Item]>([
        ['a field nobody knows', '', { extra: { S: secret } }],
        ['a status that is none', 'status', { status: { S: secret } }],
        ['half a status', 'status', { status: { N: '204.5' } }],
        ['a body that is no text', 'body', { body: { L: [{ S: secret }] } }],
        ['no end', 'expiresAt', { expiresAt: { NULL: true } }],
        ['an end that is none', 'expiresAt', { expiresAt: { S: secret } }],
      ])(
        'When it has %s, Then whoever needs it hears row and place, never the content',
        async (_, path, broken) => {
          const callback = unseenCallback();
          await corrupt(callback, broken);
          const pk = callbackPk(callback);
          const reads = [() => store.loadAnswerOrBet(callback), () => store.keep(callback, accepted204)];
          for (const read of reads) {
            const fault: unknown = await read().catch((thrown: unknown) => thrown);
            expect(fault).toBeInstanceOf(CorruptRow);
            expect(fault).toMatchObject({ pk, path });
            expect(JSON.stringify(fault) + fault).not.toContain(secret);
          }
        },
      );

      it('When it is the bet’s, Then loading names the bet’s row', async () => {
        const bets = dynamoBetStore({
          client: engine.client,
          table: engine.tables.ledger,
          ids: randomIds(),
          clock,
        });
        const bet = await saved(bets, registered(unseenRef('databet')), now);
        await putRaw({ ...(await rawRow(betPk(bet), 'BET')), extra: { S: secret } });
        const fault: unknown = await store
          .loadAnswerOrBet({ ...unseenCallback(), betId: bet.betId })
          .catch((thrown) => thrown);
        expect(fault).toBeInstanceOf(CorruptRow);
        expect(fault).toMatchObject({ pk: betPk(bet) });
      });
    });

    describe('Given the engine does not serve', () => {
      /** A store whose engine gives this one answer; status 0 breaks the connection instead. */
      async function storeAnswering(status: number, type: string): Promise<CallbackStore> {
        const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type });
        const { endpoint, stop } = await startHttpServer(() => (status === 0 ? null : { status, body }));
        const client = new DynamoDBClient({ endpoint, ...oneAttempt });
        stops.push(stop, () => client.destroy());
        return storeOf(client);
      }

      it.each([
        [500, 'InternalServerError'],
        [400, 'ProvisionedThroughputExceededException'],
        [400, 'ThrottlingException'],
        [0, 'broken connection'],
      ])('When it says %i %s, Then every call says StoreUnavailable with the cause', async (status, type) => {
        const away = await storeAnswering(status, type);
        const calls = [
          () => away.loadAnswerOrBet(unseenCallback()),
          () => away.keep(unseenCallback(), accepted204),
        ];
        for (const call of calls) {
          await expect(call()).rejects.toMatchObject({ name: 'StoreUnavailable', cause: expect.any(Error) });
        }
      });

      it.each(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException'])(
        'When it says 400 %s, Then the fault passes through as it is',
        async (type) => {
          const wrong = await storeAnswering(400, type);
          const load = wrong.loadAnswerOrBet(unseenCallback());
          await expect(load).rejects.toMatchObject({ name: type });
          await expect(wrong.keep(unseenCallback(), accepted204)).rejects.toMatchObject({ name: type });
        },
      );
    });
  });
}

const oneAttempt = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
} as const;
