import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { assert } from '../../domain/assert.ts';
import type { BetRef } from '../../domain/bet/bet.ts';
import type { Cashout } from '../../domain/cashout/cashout.ts';
import { chunks } from '../../domain/chunks.ts';
import type { BetStore } from '../../ports/bet-store.ts';
import type { Clock } from '../../ports/clock.ts';
import { fromArchiveItem, toArchiveItem } from './archive-row.ts';
import { batchGet } from './batch-get.ts';
import { unchangedSince } from './conditions.ts';
import { archiveSk, betPk } from './keys.ts';
import { served } from './store-fault.ts';

export interface BetArchivesOptions {
  readonly client: DynamoDBClient;
  /** Physical name of the ledger table. */
  readonly table: string;
  readonly clock: Clock;
}

/** What one batch read takes. */
const maxArchivesPerCall = 100;

/** The archives of bets: items beside the bet's own, written once and never again. Faults as the bets'. */
export function dynamoBetArchives(options: BetArchivesOptions): Pick<BetStore, 'archive' | 'findArchived'> {
  const { client, table, clock } = options;

  async function readAll(ref: BetRef, archives: number): Promise<readonly Cashout[]> {
    const numbers = Array.from({ length: archives }, (_, position) => archives - position);
    const parts = chunks(numbers, maxArchivesPerCall).map(async (part) => {
      const keys = part.map((number) => keyOf(ref, number));
      const items = await batchGet({ client, clock, table, keys, consistent: true, by: 'sk' });
      return part.flatMap((number) => fromArchiveItem(ref, number, items.get(archiveSk(number))));
    });
    return (await Promise.all(parts)).flat();
  }

  return {
    async archive(bet, cashouts) {
      assert(cashouts.length > 0, 'an archive holds something');
      const number = bet.archives + 1;
      const { item, held } = toArchiveItem(bet, number, cashouts);
      const command = new PutItemCommand({
        TableName: table,
        Item: item,
        ...unchangedSince(0),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      try {
        await served(client.send(command));
        return held;
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        // Not every engine hands the item over with the refusal.
        if (fault.Item !== undefined) return fromArchiveItem(bet, number, fault.Item);
        const Key = keyOf(bet, number);
        const { Item } = await served(
          client.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true })),
        );
        return fromArchiveItem(bet, number, Item);
      }
    },

    async findArchived(ref, archives, cashoutIds) {
      if (cashoutIds.length === 0) return [];
      const all = await readAll(ref, archives);
      return cashoutIds === 'all' ? all : all.filter(({ cashoutId }) => cashoutIds.includes(cashoutId));
    },
  };
}

function keyOf(ref: BetRef, number: number): Record<string, AttributeValue> {
  return { pk: { S: betPk(ref) }, sk: { S: archiveSk(number) } };
}
