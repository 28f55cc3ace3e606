import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { toLambdaRecord } from './database-records.ts';

export interface Shard {
  readonly id: string;
  readonly parentId: string | undefined;
}

export interface Page {
  readonly records: readonly DynamoDBRecord[];
  /** Undefined once a shard is closed and read to its end. */
  readonly next: string | undefined;
}

/** What reading a table's stream takes. Faults carry the name DynamoDB gave them. */
export interface StreamCalls {
  shards(): Promise<readonly Shard[]>;
  /** From the record after this sequence number, or from the oldest there is. */
  iterator(shardId: string, after: string | undefined): Promise<string>;
  records(iterator: string): Promise<Page>;
}

export function streamCalls(client: DynamoDBStreamsClient, streamArn: string): StreamCalls {
  const StreamArn = streamArn;
  return {
    async shards() {
      const found: Shard[] = [];
      let from: string | undefined;
      do {
        const { StreamDescription } = await client.send(
          new DescribeStreamCommand({
            StreamArn,
            ...(from === undefined ? {} : { ExclusiveStartShardId: from }),
          }),
        );
        for (const { ShardId, ParentShardId } of StreamDescription?.Shards ?? []) {
          if (ShardId !== undefined) found.push({ id: ShardId, parentId: ParentShardId });
        }
        from = StreamDescription?.LastEvaluatedShardId;
      } while (from !== undefined);
      return found;
    },

    async iterator(ShardId, after) {
      const from =
        after === undefined
          ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
          : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const);
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({ StreamArn, ShardId, ...from }),
      );
      if (ShardIterator === undefined) throw new Error(`no iterator for ${ShardId}`);
      return ShardIterator;
    },

    async records(ShardIterator) {
      const { Records = [], NextShardIterator } = await client.send(new GetRecordsCommand({ ShardIterator }));
      return { records: Records.map(toLambdaRecord), next: NextShardIterator };
    },
  };
}
