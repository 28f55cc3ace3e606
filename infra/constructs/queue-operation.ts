import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { QueueTrigger } from '../../functions/manifest-types.ts';
import { visibilitySecondsOf } from '../queue-settings.ts';
import { ConsumerAlarms } from './consumer-alarms.ts';
import { ConsumerQueue } from './consumer-queue.ts';
import { OperationAlarms } from './operation-alarms.ts';
import { OperationFunction } from './operation-function.ts';
import { QueueMapping, receiverRights } from './queue-mapping.ts';
import type { OperationProps } from './service-parts.ts';

export interface QueueOperationProps extends OperationProps {
  readonly trigger: QueueTrigger;
}

/** An operation that consumes events of the bus through a queue of its own. */
export class QueueOperation extends Construct {
  constructor(scope: Construct, id: string, props: QueueOperationProps) {
    super(scope, id);
    const { operation, stage, trigger, data } = props;
    const consumer = new ConsumerQueue(this, 'Consumer', {
      stage,
      name: trigger.consumer,
      bus: data.bus,
      encryptionKey: data.operationsKey,
      events: trigger.events,
      visibilityTimeout: Duration.seconds(visibilitySecondsOf(operation)),
      maxReceives: trigger.maxReceives,
    });
    const { queue, deadLetters } = consumer;
    const { function: handler } = new OperationFunction(this, 'Operation', {
      ...props,
      triggerRights: receiverRights([queue], data.operationsKey),
      triggerEnvironment: { QUEUE_URL: queue.queueUrl },
      whyNoDeadLetterQueue: 'Its queue has one; nothing invokes it asynchronously.',
    });
    new QueueMapping(this, 'Trigger', { queue, target: handler, delivery: trigger });
    new OperationAlarms(this, 'Alarms', { ...props, function: handler, failureQueue: deadLetters });
    new ConsumerAlarms(this, 'ConsumerAlarms', { ...props, consumer });
  }
}
