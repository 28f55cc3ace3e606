import { Duration } from 'aws-cdk-lib';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueDelivery } from '../../functions/manifest-types.ts';
import { acknowledge } from './acknowledge.ts';
import { allow, allowKey } from './operation-rights.ts';

export interface QueueMappingProps {
  readonly queue: Queue;
  readonly target: IFunction;
  readonly delivery: QueueDelivery;
}

/** Hands what is in a queue to an operation, which answers for each message. */
export class QueueMapping extends Construct {
  constructor(scope: Construct, id: string, { queue, target, delivery }: QueueMappingProps) {
    super(scope, id);
    const { batchSize, batchWindowSeconds, maxConcurrency } = delivery;
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target,
      eventSourceArn: queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      ...(batchWindowSeconds === undefined
        ? {}
        : { maxBatchingWindow: Duration.seconds(batchWindowSeconds) }),
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    });
    acknowledge(mapping, {
      'Serverless-LambdaEventSourceMappingDestination':
        'Lambda offers none for queues: what fails goes back to the queue and from there to its dead letters.',
    });
  }
}

/** What an operation needs on the queues that trigger it; nothing when there are none. */
export function receiverRights(queues: readonly Queue[], encryptionKey: IKey): readonly PolicyStatement[] {
  if (queues.length === 0) return [];
  const actions = ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'ReceiveMessage'];
  return [
    allow('sqs', actions, ...queues.map(({ queueArn }) => queueArn)),
    allowKey(encryptionKey, 'sqs', ['Decrypt']),
  ];
}
