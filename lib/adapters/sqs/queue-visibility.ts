import { ChangeMessageVisibilityBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { chunks } from '../../domain/chunks.ts';
import { type HiddenMessage, longestHidingMs, type QueueVisibility } from '../../ports/queue-visibility.ts';

export interface SqsVisibilityOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** What SQS takes in one call. */
const maxEntriesPerCall = 10;

/** Messages of one SQS queue. */
export function sqsVisibility({ client, queueUrl }: SqsVisibilityOptions): QueueVisibility {
  async function hideSome(messages: readonly HiddenMessage[]): Promise<number> {
    const { Failed = [] } = await client.send(
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl: queueUrl,
        Entries: messages.map(({ receiptHandle, forMs }, place) => ({
          Id: String(place),
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: toWholeSeconds(forMs),
        })),
      }),
    );
    return Failed.length;
  }

  return {
    async hide(messages) {
      const failures = await Promise.all(chunks(messages, maxEntriesPerCall).map(hideSome));
      const failed = failures.reduce((sum, count) => sum + count, 0);
      if (failed > 0) throw new VisibilityUnchanged(`${failed} of ${messages.length} messages`);
    },
  };
}

/** SQS refused single messages: their deliveries are over, or it was too busy. */
export class VisibilityUnchanged extends Error {
  override readonly name = 'VisibilityUnchanged';
}

function toWholeSeconds(ms: number): number {
  return Math.ceil(Math.min(Math.max(ms, 0), longestHidingMs) / 1000);
}
