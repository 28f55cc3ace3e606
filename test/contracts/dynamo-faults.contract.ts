import { DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { blankBet } from '../../lib/domain/bet/bet.ts';
import { type BetStore, StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { startHttpServer } from '../support/http-server.ts';
import { noon, registered } from '../support/sample-bets.ts';
import { alterAnswers, type BatchInput, countCalls, serveOneKeyPerCall } from '../support/sdk-faults.ts';
import { saved, unseenRef } from './bet-store.steps.ts';

/** What callers of the DynamoDB store are told when the engine serves late, partly or not at all. */
export function dynamoFaultsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB faults: ${name}`, () => {
    let engine: DynamoEngine;
    const pauses: number[] = [];
    const clock = { ...systemClock(), sleep: async (ms: number) => void pauses.push(ms) };
    beforeAll(async () => {
      engine = await start();
    });
    beforeEach(() => pauses.splice(0));
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient, table = engine.tables.ledger): BetStore {
      return dynamoBetStore({ client, table, ids: randomIds(), clock });
    }

    describe('Given keys of a batch are handed back', () => {
      const refs = [unseenRef(), unseenRef(), unseenRef()];

      it('When they are served later, Then all bets come back in order after growing pauses', async () => {
        const store = storeOf(engine.client);
        const kept = await Promise.all(refs.map((ref) => saved(store, registered(ref), noon)));
        const client = engine.connect();
        const calls = countCalls(client);
        serveOneKeyPerCall(client, engine.tables.ledger);
        expect(await storeOf(client).loadMany(refs)).toStrictEqual(kept);
        expect(calls).toHaveLength(3);
        expect(pauses).toStrictEqual([50, 100]);
      });

      it('When they are never served, Then the caller hears after six rounds', async () => {
        const client = engine.connect();
        const calls = countCalls(client);
        alterAnswers(client, (_, { RequestItems }: BatchInput) => ({ UnprocessedKeys: RequestItems }));
        await expect(storeOf(client).loadMany(refs)).rejects.toThrow(StoreUnavailable);
        expect(calls).toHaveLength(6);
        expect(pauses).toStrictEqual([50, 100, 200, 400, 800]);
      });
    });

    describe('Given the engine does not serve', () => {
      const stops: (() => Promise<void> | void)[] = [];
      afterEach(async () => {
        for (const stop of stops.splice(0)) await stop();
      });

      /** A store whose engine gives this one answer; status 0 breaks the connection instead. */
      async function storeAnswering(status: number, type: string): Promise<BetStore> {
        const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type });
        const server = await startHttpServer(() => (status === 0 ? null : { status, body }));
        stops.push(server.stop);
        return storeAt(server.endpoint);
      }

      function storeAt(endpoint: string, requestTimeout = 5000): BetStore {
        const requestHandler = { requestTimeout, throwOnRequestTimeout: true };
        const client = new DynamoDBClient({ endpoint, requestHandler, ...oneAttempt });
        stops.push(() => client.destroy());
        return storeOf(client);
      }

      it.each([
        [500, 'InternalServerError'],
        [503, 'ServiceUnavailable'],
        [400, 'ProvisionedThroughputExceededException'],
        [400, 'ThrottlingException'],
        [400, 'RequestLimitExceeded'],
        [0, 'broken connection'],
      ])('When it says %i %s, Then every call says StoreUnavailable with the cause', async (status, type) => {
        const away = await storeAnswering(status, type);
        const ref = unseenRef();
        const calls = [
          () => away.load(ref),
          () => away.loadMany([ref]),
          () => away.save(blankBet(ref), noon),
          () => away.listDue(0, noon, null),
        ];
        for (const call of calls) {
          await expect(call()).rejects.toMatchObject({ name: 'StoreUnavailable', cause: expect.any(Error) });
        }
      });

      it('When nobody listens, Then the call says StoreUnavailable', async () => {
        const server = await startHttpServer(() => null);
        await server.stop();
        await expect(storeAt(server.endpoint).load(unseenRef())).rejects.toThrow(StoreUnavailable);
      });

      it('When it stays silent, Then the call says StoreUnavailable once its time is up', async () => {
        const server = await startHttpServer(() => new Promise(() => {}));
        stops.push(server.stop);
        await expect(storeAt(server.endpoint, 50).load(unseenRef())).rejects.toThrow(StoreUnavailable);
      });

      it.each(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException'])(
        'When it says 400 %s, Then the fault passes through as it is',
        async (type) => {
          const wrong = await storeAnswering(400, type);
          await expect(wrong.load(unseenRef())).rejects.toMatchObject({ name: type });
        },
      );

      it('When the table is not there, Then the fault passes through as it is', async () => {
        const wrong = storeOf(engine.client, 'no-such-table');
        await expect(wrong.load(unseenRef())).rejects.toThrow(ResourceNotFoundException);
      });
    });
  });
}

const oneAttempt = {
  region: 'eu-central-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
} as const;
