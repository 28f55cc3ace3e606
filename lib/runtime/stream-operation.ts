import type { DynamoDBRecord } from 'aws-lambda';
import { betRefOf } from '../adapters/dynamodb/keys.ts';
import type { BetRef } from '../domain/bet/bet.ts';
import type { CommonDependencies } from './dependencies.ts';
import type { Operation, StreamHandler } from './operation.ts';

/**
 * An operation told which bets have changed by the ledger's stream. It answers the bets that must come again;
 * DynamoDB then repeats the batch from the first of their records, so order within a bet is kept.
 */
export function betStreamOperation<Needs>(
  id: string,
  handle: (needs: Needs & CommonDependencies) => (refs: readonly BetRef[]) => Promise<readonly BetRef[]>,
): Operation<StreamHandler, Needs & CommonDependencies> {
  return {
    id,
    bind(needs) {
      const handleBets = handle(needs);
      return async ({ Records }) => {
        const again = new Set((await handleBets(betsOf(Records))).map(keyOf));
        const failed = Records.filter((record) => {
          const ref = betOf(record);
          return ref !== undefined && again.has(keyOf(ref));
        });
        return {
          batchItemFailures: failed.map(({ dynamodb }) => ({
            itemIdentifier: dynamodb?.SequenceNumber ?? '',
          })),
        };
      };
    },
  };
}

/** Several records of one bet are one thing to do: it is read as it is now. */
function betsOf(records: readonly DynamoDBRecord[]): readonly BetRef[] {
  const refs = records.map(betOf).filter((ref) => ref !== undefined);
  return [...new Map(refs.map((ref) => [keyOf(ref), ref])).values()];
}

function betOf(record: DynamoDBRecord): BetRef | undefined {
  return betRefOf(record.dynamodb?.Keys?.['pk']?.S ?? '');
}

function keyOf({ provider, betId }: BetRef): string {
  return `${provider}#${betId}`;
}
