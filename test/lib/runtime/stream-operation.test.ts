import type { DynamoDBRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { randomIds } from '../../../lib/adapters/system/random-ids.ts';
import { itemStreamOperation } from '../../../lib/runtime/stream-operation.ts';
import type { ChangedItem } from '../../../lib/use-cases/relay-outbox.ts';
import { noon } from '../../support/builders.ts';
import { silentLog, silentMetrics } from '../../support/silent.ts';

const common = { clock: manualClock(noon), ids: randomIds(), log: silentLog, metrics: silentMetrics };

function record(pk: string, sequence: number): DynamoDBRecord {
  const place = { SequenceNumber: String(sequence) };
  return { eventID: `e${sequence}`, dynamodb: { Keys: { pk: { S: pk } }, ...place } };
}

/** What the operation is told of these records, and those it answers when the first item must come again. */
async function given(...Records: DynamoDBRecord[]) {
  const told: ChangedItem[] = [];
  const operation = itemStreamOperation('relay', () => async (changed) => {
    told.push(...changed);
    return changed.slice(0, 1).map(({ ref }) => ({ ...ref }));
  });
  const { batchItemFailures } = await operation.bind(common)({ Records }, { awsRequestId: 'run-1' });
  return { told, again: batchItemFailures.map(({ itemIdentifier }) => itemIdentifier) };
}

describe('an operation told of changes by the stream', () => {
  it('Given several records of an item, then it is one thing to do, known by the last, and all come again with it', async () => {
    const records = [record('BET#gr8#b1', 1), record('PAYOUT#betcore#p1', 2), record('BET#gr8#b1', 3)];
    const { told, again } = await given(...records);
    const bet = { type: 'bet', provider: 'gr8', betId: 'b1' };
    expect(told).toEqual([
      { ref: bet, item: 'BET#gr8#b1', eventId: 'e3', sequence: '3' },
      {
        ref: { type: 'pay-out', betcoreBetId: 'p1' },
        item: 'PAYOUT#betcore#p1',
        eventId: 'e2',
        sequence: '2',
      },
    ]);
    expect(again).toEqual(['1', '3']);
  });

  it('Given items of a later release, then they are done', async () => {
    expect(await given(record('NEWS#1', 1), { eventID: 'e2' })).toEqual({ told: [], again: [] });
  });
});
