import { Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { EndpointQueuesTrigger } from '../../functions/manifest-types.ts';
import { webhookConsumer } from '../config.ts';
import { consumerQueueName } from '../queue-names.ts';
import { visibilitySecondsOf } from '../queue-settings.ts';
import { ConsumerQueue } from './consumer-queue.ts';
import { EndpointAlarms, lateWebhooks } from './endpoint-alarms.ts';
import { OperationAlarms } from './operation-alarms.ts';
import { OperationFunction } from './operation-function.ts';
import { QueueMapping, receiverRights } from './queue-mapping.ts';
import type { OperationProps } from './service-parts.ts';

export interface EndpointQueuesOperationProps extends OperationProps {
  readonly trigger: EndpointQueuesTrigger;
}

/** An operation that consumes events of the bus through a queue for each webhook endpoint of the stage. */
export class EndpointQueuesOperation extends Construct {
  constructor(scope: Construct, id: string, props: EndpointQueuesOperationProps) {
    super(scope, id);
    const { operation, stage, trigger, data, config } = props;
    const endpoints = (config.webhooks ?? []).map(({ name: endpoint, events }) => {
      const below = new Construct(this, `endpoint-${endpoint}`);
      const consumer = new ConsumerQueue(below, 'Consumer', {
        stage,
        name: webhookConsumer(endpoint),
        bus: data.bus,
        encryptionKey: data.operationsKey,
        events,
        visibilityTimeout: Duration.seconds(visibilitySecondsOf(operation)),
        maxReceives: trigger.maxReceives,
      });
      return { endpoint, below, consumer };
    });
    const queues = endpoints.map(({ consumer }) => consumer.queue);
    const { function: handler, logGroup } = new OperationFunction(this, 'Operation', {
      ...props,
      triggerRights: receiverRights(queues, data.operationsKey),
      triggerEnvironment: { ENDPOINT_QUEUES: this.urlStart(stage) },
      whyNoDeadLetterQueue: 'Each of its queues has one; nothing invokes it asynchronously.',
    });
    new OperationAlarms(this, 'Alarms', { ...props, function: handler });
    const late = lateWebhooks(stage, logGroup);
    for (const { endpoint, below, consumer } of endpoints) {
      new QueueMapping(below, 'Trigger', { queue: consumer.queue, target: handler, delivery: trigger });
      new EndpointAlarms(below, 'Alarms', { ...props, endpoint, consumer, late: late(endpoint) });
    }
  }

  /** What the URLs of its queues have in common: all but the name of the endpoint. */
  private urlStart(stage: string): string {
    const { region, urlSuffix, account } = Stack.of(this);
    return `https://sqs.${region}.${urlSuffix}/${account}/${consumerQueueName(stage, webhookConsumer(''))}`;
  }
}
