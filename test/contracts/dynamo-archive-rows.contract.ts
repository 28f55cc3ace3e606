import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { betPk } from '../../lib/adapters/dynamodb/keys.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { cashoutsPerArchive, declinedAtMost } from '../../lib/domain/bet/archive.ts';
import { type BetRef, blankBet } from '../../lib/domain/bet/bet.ts';
import type { Cashout } from '../../lib/domain/cashout/cashout.ts';
import { type BetStore, StoreUnavailable } from '../../lib/ports/bet-store.ts';
import { aCashout } from '../support/builders.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { itemSizeBytes } from '../support/item-size.ts';
import { noon } from '../support/sample-bets.ts';
import { alterAnswers, countCalls, loseEveryAnswerOf, loseNextAnswer } from '../support/sdk-faults.ts';
import { aStoredBet, declined } from './bet-archives.contract.ts';
import { saved, unseenRef } from './bet-store.steps.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees of archives beyond the port: their rows, and what the SDK's faults do to them. */
export function dynamoArchiveRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB archive rows: ${name}`, () => {
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

    async function rawRow(ref: BetRef, sk: string): Promise<Item> {
      const Key = { pk: { S: betPk(ref) }, sk: { S: sk } };
      const command = new GetItemCommand({ TableName: engine.tables.ledger, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    it('Given an archive, Then its item names the bet and stands in no index and no stream filter', async () => {
      const bet = await aStoredBet(store);
      await store.archive({ ...bet, archives: 4 }, declined('a'));
      const row = await rawRow(bet, 'ARCHIVE#5');
      expect(Object.keys(row).toSorted()).toStrictEqual(['cashouts', 'pk', 'sk']);
      expect(row['pk']).toStrictEqual({ S: betPk(bet) });
    });

    it('Given a bet without archives, Then its item does not say so', async () => {
      const bet = await aStoredBet(store);
      expect(await rawRow(bet, 'BET')).not.toHaveProperty('archives');
      await saved(store, { ...bet, archives: 2 }, noon);
      expect(await rawRow(bet, 'BET')).toMatchObject({ archives: { N: '2' } });
    });

    it('Given the answer to the write is lost, When the SDK repeats it, Then the archive holds what was given', async () => {
      const bet = await aStoredBet(store);
      const client = engine.connect();
      loseNextAnswer(client);
      expect(await storeOf(client).archive(bet, declined('a', 'b'))).toStrictEqual(declined('a', 'b'));
      expect(await store.findArchived(bet, 1, 'all')).toStrictEqual(declined('a', 'b'));
    });

    it('Given no answer comes, Then the caller is not told that it is archived, and the next attempt finds it', async () => {
      const bet = await aStoredBet(store);
      const client = engine.connect();
      loseEveryAnswerOf(client, 'PutItemCommand');
      await expect(storeOf(client).archive(bet, declined('a'))).rejects.toThrow(StoreUnavailable);
      expect(await store.archive(bet, declined('b'))).toStrictEqual(declined('a'));
    });

    it('Given archives are handed back unread, Then they are asked for until all are there', async () => {
      const bet = await aStoredBet(store);
      for (const [archives, id] of ['a', 'b', 'c'].entries())
        await store.archive({ ...bet, archives }, declined(id));
      const client = engine.connect();
      const calls = countCalls(client);
      const { ledger } = engine.tables;
      alterAnswers(client, (output, input) => {
        const [first, ...left] = (input as Batch).RequestItems[ledger]?.Keys ?? [];
        const rows = (output as { Responses: Record<string, Item[]> }).Responses[ledger] ?? [];
        const Responses = { [ledger]: rows.filter(({ sk }) => sk?.S === first?.['sk']?.S) };
        return { ...output, Responses, UnprocessedKeys: left.length > 0 ? { [ledger]: { Keys: left } } : {} };
      });
      const found = await storeOf(client).findArchived(bet, 3, 'all');
      expect(found).toStrictEqual(declined('c', 'b', 'a'));
      expect(calls).toHaveLength(3);
    });

    it('Given an engine that hands the archive over with the refusal, Then nothing more is read', async () => {
      const bet = await aStoredBet(store);
      await store.archive(bet, declined('a'));
      const Item = await rawRow(bet, 'ARCHIVE#1');
      const client = engine.connect();
      client.middlewareStack.add(
        (next) => (call) =>
          next(call).catch((fault: Error) => {
            throw Object.assign(fault, { Item });
          }),
        { step: 'initialize' },
      );
      const calls = countCalls(client);
      expect(await storeOf(client).archive(bet, declined('b'))).toStrictEqual(declined('a'));
      expect(calls).toStrictEqual(['PutItemCommand']);
    });

    it.each<[string, string, (row: Item) => void]>([
      ['a field nobody knows', '', (row) => Object.assign(row, { extra: { S: 'secret' } })],
      ['nothing in it', 'cashouts', (row) => Object.assign(row, { cashouts: { L: [] } })],
      [
        'an unknown status',
        'cashouts.0.s',
        (row) => Object.assign(row['cashouts']?.L?.[0]?.M ?? {}, { s: { S: 'secret' } }),
      ],
    ])(
      'Given a row that has %s, Then reading it names the row and never the content',
      async (_, path, spoil) => {
        const bet = await aStoredBet(store);
        await store.archive(bet, declined('a'));
        const row = await rawRow(bet, 'ARCHIVE#1');
        spoil(row);
        await engine.client.send(new PutItemCommand({ TableName: engine.tables.ledger, Item: row }));
        for (const read of [
          () => store.findArchived(bet, 1, ['a']),
          () => store.archive(bet, declined('a')),
        ]) {
          const fault = await read().catch((thrown: unknown) => thrown);
          expect(fault).toBeInstanceOf(CorruptRow);
          expect(fault).toMatchObject({ pk: `${betPk(bet)} ARCHIVE#1`, path });
          expect(`${fault}`).not.toContain('secret');
        }
      },
    );

    it('Given as many cashouts as a bet and an archive hold, Then both items stay far below 400 kB', async () => {
      const cashouts = callbacks(declinedAtMost, 'as the page says');
      const bet = await aStoredBet(store, cashouts);
      expect(itemSizeBytes(await rawRow(bet, 'BET'))).toBeLessThan(110_000);
      await store.archive(bet, cashouts.slice(0, cashoutsPerArchive));
      expect(itemSizeBytes(await rawRow(bet, 'ARCHIVE#1'))).toBeLessThan(55_000);
    });

    it('Given texts of any length, Then an archive takes the first that fit, and says which', async () => {
      const cashouts = callbacks(cashoutsPerArchive, 'ü'.repeat(3_000));
      const bet = blankBet(unseenRef());
      const held = await store.archive(bet, cashouts);
      expect(held).toStrictEqual(cashouts.slice(0, held.length));
      expect(held.length).toBeGreaterThan(20);
      expect(await store.findArchived(bet, 1, 'all')).toStrictEqual(held);
      expect(itemSizeBytes(await rawRow(bet, 'ARCHIVE#1'))).toBeLessThan(205_000);
      const one = callbacks(2, 'x'.repeat(250_000));
      expect(await store.archive({ ...bet, archives: 1 }, one)).toStrictEqual(one.slice(0, 1));
    });
  });
}

interface Batch {
  readonly RequestItems: Record<string, { readonly Keys: readonly Item[] }>;
}

/** Declined orders as DATA.BET calls back about them, their ids as long as real ones. */
function callbacks(count: number, message: string): readonly Cashout[] {
  return Array.from({ length: count }, (_, position) =>
    aCashout('declined', {
      cashoutId: `5b0f7c2a-9d4e-4f0b-8f6a-${String(position).padStart(12, '0')}`,
      origin: 'provider',
      correlationId: 'b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11',
      playerId: '7d0f1c5e-4e0b-4c55-a4c1-5c1c0a0f3d21',
      reason: {
        code: 'odds-too-high',
        provider: { code: null, message, restrictions: [{ type: 'bet_odds', context: { max: '20.5' } }] },
      },
      history: [
        {
          at: noon,
          from: null,
          to: 'declined',
          decidedBy: 'provider',
          evidence: 'callback declined, request b1f6c9d2-0e53-4a0c-9a39-1f7d0f7c8b11',
        },
      ],
    }),
  );
}
