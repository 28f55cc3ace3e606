import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnRule, type IEventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource } from '../../lib/contracts/events/cashout-event.ts';
import { consumerQueueName, deadLettersName, undeliveredName } from '../queue-names.ts';
import { queueRetentionDays } from '../queue-settings.ts';
import { FailureQueue } from './failure-queue.ts';
import { alarmPeriod } from './operation-alarms.ts';

export interface ConsumerQueueProps {
  readonly stage: string;
  /** Of the consumer; its queue is found by it. */
  readonly name: string;
  readonly bus: Pick<IEventBus, 'eventBusName'>;
  /** EventBridge must be allowed to use it. */
  readonly encryptionKey: IKey;
  /** The `detail-type`s it gets. */
  readonly events: readonly string[] | 'all';
  readonly visibilityTimeout: Duration;
  readonly maxReceives: number;
}

/** EventBridge tries this long to reach a queue, and this often: the most it offers. */
const deliveryHours = 24;
const deliveryAttempts = 185;

/**
 * The queue of one consumer behind the bus. What its consumer cannot do ends in the dead letters, what EventBridge
 * cannot put into it in `undelivered`: neither is gone.
 */
export class ConsumerQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly undelivered: Queue;
  /** Events that reached neither its queue nor `undelivered`. Rules of a bus of our own are counted with its name. */
  readonly lost: IMetric;

  constructor(scope: Construct, id: string, props: ConsumerQueueProps) {
    super(scope, id);
    const { stage, name, encryptionKey, visibilityTimeout, maxReceives } = props;
    const queueName = consumerQueueName(stage, name);
    // The two name each other: one of them has to do so by a name that is known beforehand.
    const queueArn = Stack.of(this).formatArn({ service: 'sqs', resource: queueName });
    this.deadLetters = new FailureQueue(this, 'DeadLetters', {
      queueName: deadLettersName(stage, name),
      encryptionKey,
      redriveFrom: queueArn,
    }).queue;
    this.undelivered = new FailureQueue(this, 'Undelivered', {
      queueName: undeliveredName(stage, name),
      encryptionKey,
    }).queue;
    this.queue = new Queue(this, 'Queue', {
      queueName,
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: encryptionKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(queueRetentionDays),
      visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
      // The bus can replay what was in it: a queue without its consumer helps nobody.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { attrArn: ruleArn } = this.rule(props);
    this.lost = new Metric({
      namespace: 'AWS/Events',
      metricName: 'InvocationsFailedToBeSentToDlq',
      dimensionsMap: { EventBusName: props.bus.eventBusName, RuleName: ruleName(props) },
      period: alarmPeriod,
      statistic: Stats.SUM,
    });
    for (const target of [this.queue, this.undelivered]) {
      target.addToResourcePolicy(
        new PolicyStatement({
          sid: 'EventsOfTheRule',
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [target.queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': ruleArn } },
        }),
      );
    }
  }

  private rule(props: ConsumerQueueProps): CfnRule {
    const { name, bus, events } = props;
    return new CfnRule(this, 'Rule', {
      name: ruleName(props),
      description: `Events for ${name}`,
      eventBusName: bus.eventBusName,
      eventPattern: { source: [eventSource], ...(events === 'all' ? {} : { 'detail-type': [...events] }) },
      targets: [
        {
          id: 'queue',
          arn: this.queue.queueArn,
          retryPolicy: {
            maximumEventAgeInSeconds: Duration.hours(deliveryHours).toSeconds(),
            maximumRetryAttempts: deliveryAttempts,
          },
          deadLetterConfig: { arn: this.undelivered.queueArn },
        },
      ],
    });
  }
}

function ruleName({ stage, name }: ConsumerQueueProps): string {
  return `cashout-hub-${stage}-${name}`;
}
