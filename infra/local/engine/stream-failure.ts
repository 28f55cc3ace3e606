import type { Failure } from './failure-queue.ts';
import type { GivenUp } from './stream-reader.ts';

/** What Lambda puts into a failure queue for records it gave up: their place in the stream, and nothing of them. */
export function toFailure(operation: string, { condition, records }: GivenUp, now: number): Failure {
  const [first, last] = [records[0], records.at(-1)];
  const at = (ms = now): string => new Date(ms).toISOString();
  const body = {
    version: '1.0',
    timestamp: at(),
    requestContext: { functionArn: `arn:aws:lambda:local:000000000000:function:${operation}`, condition },
    DDBStreamBatchInfo: {
      shardId: 'local',
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: at(first?.writtenAt),
      approximateArrivalOfLastRecord: at(last?.writtenAt),
      batchSize: records.length,
    },
  };
  return { body: JSON.stringify(body), cause: condition };
}
