import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { type BetRef, blankBet } from '../../domain/bet/bet.ts';
import { type CallbackStore, keepAnswerForMs } from '../../ports/callback-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { batchGet } from './batch-get.ts';
import { fromBetItem, type Item } from './bet-row.ts';
import { parseRow } from './corrupt-row.ts';
import { betPk, betSk, callbackPk, callbackSk } from './keys.ts';
import { served } from './store-fault.ts';

export interface DynamoCallbackStoreOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly clock: Clock;
}

/* `expiresAt` in epoch seconds: DynamoDB removes what is past it, days late at times, so readers look at it too. */
const callbackRow = z.strictObject({
  pk: z.string(),
  sk: z.literal(callbackSk),
  status: z.int(),
  body: z.string(),
  betId: z.string(),
  expiresAt: z.int(),
});

/** Answers to callbacks, one item each in the ledger. Faults as of the bets. */
export function dynamoCallbackStore({ client, table, clock }: DynamoCallbackStoreOptions): CallbackStore {
  function keptIn(pk: string, item: Item | undefined) {
    if (item === undefined) return null;
    const { status, body, betId, expiresAt } = parseRow(callbackRow, pk, item);
    return expiresAt * 1000 <= clock.now() ? null : { answer: { status, body }, betId };
  }

  return {
    async loadAnswerOrBet(callback) {
      const pk = callbackPk(callback);
      const ref: BetRef = { provider: callback.provider, betId: callback.betId };
      const keys = [marshall({ pk: betPk(ref), sk: betSk }), marshall({ pk, sk: callbackSk })];
      const items = await batchGet({ client, clock, table, keys, consistent: true });
      const kept = keptIn(pk, items.get(pk));
      if (kept?.betId === ref.betId) return { answer: kept.answer };
      const item = items.get(betPk(ref));
      return { answer: null, bet: item === undefined ? blankBet(ref) : fromBetItem(ref, item).bet };
    },

    async keep(callback, answer) {
      const now = clock.now();
      const key = { pk: callbackPk(callback), sk: callbackSk };
      const expiresAt = Math.ceil((now + keepAnswerForMs) / 1000);
      const answerRow = { status: answer.status, body: answer.body };
      const command = new PutItemCommand({
        TableName: table,
        Item: marshall({ ...key, ...answerRow, betId: callback.betId, expiresAt }),
        ConditionExpression: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
        ExpressionAttributeNames: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
        ExpressionAttributeValues: marshall({ ':now': Math.floor(now / 1000) }),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return answer;
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        const Item = fault.Item ?? (await readAgain(key));
        const kept = keptIn(key.pk, Item);
        // About another bet, or gone in this very moment, after a month: ours is as good.
        return kept?.betId === callback.betId ? kept.answer : answer;
      }
    },
  };

  /** Not every engine hands the item over with the refusal. */
  async function readAgain(key: { pk: string; sk: string }): Promise<Item | undefined> {
    const command = new GetItemCommand({ TableName: table, Key: marshall(key), ConsistentRead: true });
    return (await served(client.send(command))).Item;
  }
}
