import { createHash } from 'node:crypto';
import type { SQSEvent } from 'aws-lambda';
import type { CarriedEvent } from './bus.ts';
import type { QueueMessage } from './queue-keeper.ts';

const account = '000000000000';
const region = 'local';

/** What a rule puts into a queue: the event with everything EventBridge says of it. */
export function toMessageBody({ id, time, 'detail-type': type, source, detail }: CarriedEvent): string {
  return JSON.stringify({
    version: '0',
    id,
    'detail-type': type,
    source,
    account,
    time,
    region,
    resources: [],
    detail,
  });
}

/** What Lambda is invoked with for these messages. */
export function toSqsEvent(
  consumer: string,
  batch: readonly { readonly message: QueueMessage; readonly receiptHandle: string }[],
): SQSEvent {
  return {
    Records: batch.map(({ message: { id, body, sentAt, receives }, receiptHandle }) => ({
      messageId: id,
      receiptHandle,
      body,
      attributes: {
        ApproximateReceiveCount: String(receives),
        ApproximateFirstReceiveTimestamp: String(sentAt),
        SenderId: account,
        SentTimestamp: String(sentAt),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:${region}:${account}:${consumer}`,
      awsRegion: region,
    })),
  };
}
