import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { PutAsideMessage } from '../../contracts/put-aside.ts';
import type { FailureQueue, PutAside } from '../../ports/failure-queue.ts';

export interface SqsFailureQueueOptions {
  readonly client: SQSClient;
  readonly queueUrl: string;
}

/** The failure queue of an operation in SQS. What goes wrong throws the SDK's own fault. */
export function sqsFailureQueue({ client, queueUrl }: SqsFailureQueueOptions): FailureQueue {
  return {
    async put(aside) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: toMessageBody(aside) }));
    },
  };
}

/** The message as it stands in a failure queue: JSON. */
export function toMessageBody({ operation, item, cause, eventId, sequence, at }: PutAside): string {
  const { fault, message } = cause;
  return JSON.stringify({
    operation,
    item,
    cause: { fault, message },
    eventId,
    sequence,
    at: new Date(at).toISOString(),
  } satisfies PutAsideMessage);
}
