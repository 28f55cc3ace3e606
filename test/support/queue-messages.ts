import type { SQSRecord } from 'aws-lambda';
import { noon } from './builders.ts';

export interface QueueMessageGiven {
  /** @default 'CashoutSettled' */
  readonly type: string;
  readonly data: object;
  /** Instead of some of it. */
  readonly metadata: object;
  /** @default 1 */
  readonly receives: number;
  /** Instead of the whole event. */
  readonly body: string;
}

/** An event of the hub as its queue hands it to Lambda; `id` is the event's own. */
export function queueMessage(id: string, given: Partial<QueueMessageGiven> = {}): SQSRecord {
  const { type = 'CashoutSettled', data = {}, metadata = {}, receives = 1 } = given;
  const occurredAt = new Date(noon).toISOString();
  const known = {
    id,
    version: 1,
    sequence: 3,
    occurredAt,
    correlationId: 'corr',
    causationId: 'cause',
    client: null,
  };
  const event = {
    version: '0',
    id: `bus-${id}`,
    'detail-type': type,
    source: 'cashout-hub',
    account: '123456789012',
    time: `${occurredAt.slice(0, 19)}Z`,
    region: 'eu-central-1',
    resources: [],
    detail: { metadata: { ...known, ...metadata }, data },
  };
  return {
    messageId: `message-${id}`,
    receiptHandle: `handle-${id}`,
    body: given.body ?? JSON.stringify(event),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(noon),
      SenderId: '',
      ApproximateFirstReceiveTimestamp: String(noon),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:a-consumer',
    awsRegion: '',
  };
}
