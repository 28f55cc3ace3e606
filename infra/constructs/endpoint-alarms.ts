import { type IMetric, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { lateWebhook } from '../../lib/use-cases/deliver-webhook.ts';
import { webhookConsumer } from '../config.ts';
import { metricsNamespace } from '../metrics-namespace.ts';
import { ConsumerAlarms } from './consumer-alarms.ts';
import type { ConsumerQueue } from './consumer-queue.ts';
import { OperationAlarm } from './operation-alarm.ts';
import { alarmOnFailures, alarmPeriod } from './operation-alarms.ts';
import type { OperationProps } from './service-parts.ts';

export interface EndpointAlarmsProps extends Pick<OperationProps, 'operation' | 'stage' | 'alarmTopic'> {
  readonly endpoint: string;
  readonly consumer: ConsumerQueue;
  /** Attempts that came late already and failed again. */
  readonly late: IMetric;
}

/** What wakes somebody up about one webhook endpoint: days before its events are dead letters. */
export class EndpointAlarms extends Construct {
  constructor(scope: Construct, id: string, props: EndpointAlarmsProps) {
    super(scope, id);
    const { endpoint, stage, alarmTopic, consumer, late } = props;
    const told = {
      stage,
      alarmTopic,
      operation: { id: webhookConsumer(endpoint), errorImpact: `${endpoint} is not told of events.` },
      runbook: props.operation.id,
    };
    new OperationAlarm(this, 'late', {
      ...told,
      metric: late,
      sign: 'it has not taken an event for half an hour or more',
    });
    alarmOnFailures(this, { ...told, failureQueue: consumer.deadLetters });
    new ConsumerAlarms(this, 'ConsumerAlarms', { ...told, consumer });
  }
}

/** Counts what the operation says about late webhooks in its log, by endpoint. */
export function lateWebhooks(stage: string, logGroup: ILogGroup): (endpoint: string) => IMetric {
  const [metricNamespace, metricName] = [metricsNamespace(stage), 'LateWebhooks'];
  logGroup.addMetricFilter('Late', {
    filterPattern: FilterPattern.stringValue('$.message', '=', lateWebhook),
    metricNamespace,
    metricName,
    metricValue: '1',
    dimensions: { Endpoint: '$.endpoint' },
  });
  return (endpoint) =>
    new Metric({
      namespace: metricNamespace,
      metricName,
      dimensionsMap: { Endpoint: endpoint },
      period: alarmPeriod,
      statistic: Stats.SUM,
    });
}
