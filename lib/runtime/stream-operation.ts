import type { DynamoDBRecord } from 'aws-lambda';
import { itemPk, itemRefOf } from '../adapters/dynamodb/keys.ts';
import type { ItemRef } from '../ports/work-list.ts';
import type { ChangedItem } from '../use-cases/relay-outbox.ts';
import type { CommonDependencies } from './dependencies.ts';
import type { Operation, StreamHandler } from './operation.ts';

/**
 * An operation told which bets and pay-outs have changed by the ledger's stream. It answers those that must come again;
 * DynamoDB then repeats the batch from the first of their records, so order within an item is kept.
 */
export function itemStreamOperation<Needs>(
  id: string,
  handle: (
    needs: Needs & CommonDependencies,
  ) => (changed: readonly ChangedItem[]) => Promise<readonly ItemRef[]>,
): Operation<StreamHandler, Needs & CommonDependencies> {
  return {
    id,
    bind(needs) {
      const handleItems = handle(needs);
      return async ({ Records }) => {
        const again = new Set((await handleItems(changedBy(Records))).map(itemPk));
        const failed = Records.filter((record) => again.has(pkOf(record)));
        return {
          batchItemFailures: failed.map(({ dynamodb }) => ({
            itemIdentifier: dynamodb?.SequenceNumber ?? '',
          })),
        };
      };
    },
  };
}

/** Several records of one item are one thing to do, known by the last of them: it is read as it is now. */
function changedBy(records: readonly DynamoDBRecord[]): readonly ChangedItem[] {
  const byItem = new Map<string, ChangedItem>();
  for (const record of records) {
    const item = pkOf(record);
    const ref = itemRefOf(item);
    const { eventID: eventId = '', dynamodb } = record;
    if (ref !== undefined) byItem.set(item, { ref, item, eventId, sequence: dynamodb?.SequenceNumber ?? '' });
  }
  return [...byItem.values()];
}

function pkOf(record: DynamoDBRecord): string {
  return record.dynamodb?.Keys?.['pk']?.S ?? '';
}
