import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoBetStore } from '../../lib/adapters/dynamodb/bet-store.ts';
import { CorruptRow } from '../../lib/adapters/dynamodb/corrupt-row.ts';
import { payOutPk, payOutRefOf, workPartition, workShardOf } from '../../lib/adapters/dynamodb/keys.ts';
import { dynamoPayOutStore } from '../../lib/adapters/dynamodb/pay-out-store.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { systemClock } from '../../lib/adapters/system/system-clock.ts';
import { blankBet } from '../../lib/domain/bet/bet.ts';
import type { PayOut } from '../../lib/domain/pay-out/pay-out.ts';
import { StoreUnavailable } from '../../lib/ports/bet-store.ts';
import type { PayOutStore } from '../../lib/ports/pay-out-store.ts';
import { aCashout } from '../support/builders.ts';
import type { DynamoEngine, StartEngine } from '../support/dynalite.ts';
import { itemSizeBytes } from '../support/item-size.ts';
import { noon } from '../support/sample-bets.ts';
import { loseEveryAnswerOf, loseNextAnswer } from '../support/sdk-faults.ts';
import { saved, unseenRef } from './bet-store.steps.ts';
import {
  answered,
  due,
  paying,
  payOutWorkOf,
  reserved,
  savedPayOut,
  unresolvedPayOuts,
  unseenBetcoreBet,
} from './pay-out-store.steps.ts';

type Item = Record<string, AttributeValue>;

/** What the DynamoDB store guarantees beyond the port: its rows, and its manners towards the SDK's faults. */
export function dynamoPayOutRowsContract(name: string, start: StartEngine): void {
  describe(`DynamoDB pay-out rows: ${name}`, () => {
    let engine: DynamoEngine;
    let store: PayOutStore;
    const clock = systemClock();
    beforeAll(async () => {
      engine = await start();
      store = storeOf(engine.client);
    });
    afterAll(() => engine.stop());

    function storeOf(client: DynamoDBClient): PayOutStore {
      return dynamoPayOutStore({ client, table: engine.tables.ledger, ids: randomIds(), clock });
    }

    async function rawRow(betcoreBetId: string): Promise<Item> {
      const Key = { pk: { S: `PAYOUT#betcore#${betcoreBetId}` }, sk: { S: 'PAYOUT' } };
      const command = new GetItemCommand({ TableName: engine.tables.ledger, Key, ConsistentRead: true });
      return (await engine.client.send(command)).Item ?? {};
    }

    it('Given a pay-out on its way, When each state is written, Then the attributes of the indexes follow it', async () => {
      const id = unseenBetcoreBet();
      const partition = { S: workPartition(workShardOf(payOutPk(id))) };
      const first = await savedPayOut(store, reserved(id, noon), noon);
      expect(indexed(await rawRow(id))).toEqual({ due: partition, dueAt: { N: String(noon + 120_000) } });
      const claimed = await savedPayOut(store, paying(due(first, noon), noon), noon);
      const dueAt = { N: String(noon + 60_000) };
      expect(indexed(await rawRow(id))).toEqual({ due: partition, dueAt });
      const rejected = await savedPayOut(store, answered(claimed, 'rejected', noon + 1), noon + 1);
      const unresolved = { unresolved: { S: 'OPEN' }, unresolvedSince: { N: String(noon + 1) } };
      const unsent = { N: '1' };
      expect(indexed(await rawRow(id))).toEqual({ due: partition, dueAt, unsent, ...unresolved });
      await savedPayOut(store, { ...rejected, outbox: [] }, noon + 2);
      expect(indexed(await rawRow(id))).toEqual(unresolved);
    });

    it('Given the course of a pay-out, When its row is biggest, Then it fits one write unit', async () => {
      const id = unseenBetcoreBet();
      const claimed = paying(due(reserved(id, noon), noon + 400), noon + 400);
      await savedPayOut(store, answered(claimed, 'succeeded', noon + 900), noon + 900);
      expect(itemSizeBytes(await rawRow(id))).toBeLessThanOrEqual(1024);
    });

    describe('Given the answer of a write is lost', () => {
      it.each([0, 1])(
        'When the SDK repeats the write of version %i, Then it counts as saved',
        async (version) => {
          const id = unseenBetcoreBet();
          const first = reserved(id, noon);
          const base = version === 0 ? first : await savedPayOut(store, first, noon);
          const client = engine.connect();
          loseNextAnswer(client);
          const result = await storeOf(client).save(due(base, noon), noon);
          expect(result).toStrictEqual({ saved: true, payOut: await store.load(id) });
          expect(result).toMatchObject({ payOut: { version: version + 1 } });
        },
      );

      it('When no attempt is answered but one has landed, Then it counts as saved', async () => {
        const id = unseenBetcoreBet();
        const client = engine.connect();
        loseEveryAnswerOf(client, 'PutItemCommand');
        const result = await storeOf(client).save(reserved(id, noon), noon);
        expect(result).toStrictEqual({ saved: true, payOut: await store.load(id) });
      });

      it('When none has landed, Then nobody is told that it was saved', async () => {
        const id = unseenBetcoreBet();
        const client = engine.connect();
        loseEveryAnswerOf(client, 'PutItemCommand', { arrives: false });
        await expect(storeOf(client).save(reserved(id, noon), noon)).rejects.toThrow(StoreUnavailable);
        expect(await store.load(id)).toMatchObject({ version: 0 });
      });

      it('When another write came in between, Then the save loses to that state', async () => {
        const id = unseenBetcoreBet();
        const client = engine.connect();
        let other: PayOut | undefined;
        loseNextAnswer(client, async () => {
          other = await savedPayOut(store, due(await store.load(id), noon), noon);
        });
        const result = await storeOf(client).save(reserved(id, noon), noon);
        expect(result).toStrictEqual({ saved: false, current: other });
        expect(other).toMatchObject({ version: 2, status: 'due' });
      });
    });

    it.each<[string, string, (row: Item) => void]>([
      ['no version', 'version', (row) => delete row['version']],
      ['a field nobody knows', '', (row) => Object.assign(row, { extra: { S: secret } })],
      ['an unknown status', 's', (row) => Object.assign(row, { s: { S: secret } })],
      ['an owner that is none', 'rq.o', (row) => Object.assign(row['rq']?.M ?? {}, { o: { S: secret } })],
      ['an amount that is none', 'rq.am', (row) => Object.assign(row['rq']?.M ?? {}, { am: { S: secret } })],
      ['an unknown command', 'h.0.1', (row) => Object.assign(row['h']?.L?.[0]?.L?.[1] ?? {}, { S: secret })],
    ])(
      'Given a row with %s, When it is read, Then row and place are named, never the content',
      async (_, path, spoil) => {
        const id = unseenBetcoreBet();
        await savedPayOut(store, due(reserved(id, noon), noon), noon);
        const row = await rawRow(id);
        spoil(row);
        await engine.client.send(new PutItemCommand({ TableName: engine.tables.ledger, Item: row }));
        for (const read of [() => store.load(id), () => store.loadMany([id])]) {
          const fault = await read().then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          expect(fault).toBeInstanceOf(CorruptRow);
          expect(fault).toMatchObject({ pk: payOutPk(id), path });
          expect(JSON.stringify(fault) + fault).not.toContain(secret);
        }
      },
    );

    it('Given bets and pay-outs in the same indexes, When each is listed, Then none hides the other', async () => {
      const bets = dynamoBetStore({
        client: engine.client,
        table: engine.tables.ledger,
        ids: randomIds(),
        clock,
      });
      const id = unseenBetcoreBet();
      const claimed = paying(due(reserved(id, noon), noon), noon);
      for (let older = 1; older <= 5; older += 1) {
        const history = [{ at: noon - older, from: null, to: 'unknown', decidedBy: null } as const];
        const cashout = aCashout('unknown', { escalatedAt: noon, history });
        await saved(bets, { ...blankBet(unseenRef()), cashouts: [cashout] }, noon);
      }
      await savedPayOut(store, answered(claimed, 'rejected', noon), noon);
      expect(await payOutWorkOf(store, noon + 3_600_000)).toContain(id);
      expect(await unresolvedPayOuts(store, 1)).toContain(id);
      expect(await unresolvedPayOuts(store, 100)).toContain(id);
    });
  });

  it('Given keys of the ledger, Then only those of pay-outs name a BETCORE bet', () => {
    expect(payOutRefOf(payOutPk('4178696881'))).toBe('4178696881');
    for (const pk of ['BET#betcore#1', 'PAYOUT#betcore#', 'PAYOUT#gr8#1', '']) {
      expect(payOutRefOf(pk)).toBeUndefined();
    }
  });
}

const secret = 'what the row holds';

function indexed({ due: partition, dueAt, unsent, unresolved, unresolvedSince }: Item): object {
  const all = { due: partition, dueAt, unsent, unresolved, unresolvedSince };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
