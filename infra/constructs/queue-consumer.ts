import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ConsumerConfig } from '../config.ts';
import { ConsumerAlarms } from './consumer-alarms.ts';
import { ConsumerQueue } from './consumer-queue.ts';
import { letEventsIn } from './hub-keys.ts';
import { alarmOnFailures } from './operation-alarms.ts';
import type { ServiceParts } from './service-parts.ts';

export interface QueueConsumerProps extends Omit<ServiceParts, 'codeOf' | 'config'> {
  readonly consumer: ConsumerConfig;
}

/** Long for a reader that works in batches; it can change this per message. */
const visibilityTimeout = Duration.minutes(5);

/** With the time above, 25 hours: a reader whose own dependencies are away that long finds everything again. */
const maxReceives = 300;

/** Everything it takes to work on messages of a queue, and nothing more. */
const readerActions = [
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:ReceiveMessage',
];

/** A queue that somebody else's system reads. */
export class QueueConsumer extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    const { stage, data, alarmTopic } = props;
    const { name, events, readerArns = [] } = props.consumer;
    const encryptionKey = this.ownKey(name);
    const consumer = new ConsumerQueue(this, 'Consumer', {
      stage,
      name,
      bus: data.bus,
      encryptionKey,
      events,
      visibilityTimeout,
      maxReceives,
    });
    this.queue = consumer.queue;
    if (readerArns.length > 0) this.letRead(readerArns, encryptionKey);

    const operation = { id: name, errorImpact: `Events for ${name} are not worked on.` };
    const told = { stage, alarmTopic, operation, runbook: 'consumers' };
    alarmOnFailures(this, { ...told, failureQueue: consumer.deadLetters });
    new ConsumerAlarms(this, 'Alarms', { ...told, consumer });
  }

  /** Whoever may read this queue must not be able to read our logs or another's queue. */
  private ownKey(name: string): Key {
    const key = new Key(this, 'Key', {
      description: `Queue of ${name}, a consumer of the cashout hub`,
      enableKeyRotation: true,
      // Nothing but these queues is encrypted with it, and they go with it.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    letEventsIn(key);
    return key;
  }

  private letRead(readerArns: readonly string[], key: Key): void {
    const principals = readerArns.map((arn) => new ArnPrincipal(arn));
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'Readers',
        principals,
        actions: readerActions,
        resources: [this.queue.queueArn],
      }),
    );
    key.addToResourcePolicy(
      new PolicyStatement({ sid: 'Readers', principals, actions: ['kms:Decrypt'], resources: ['*'] }),
    );
  }
}
