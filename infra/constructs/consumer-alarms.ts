import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { ConsumerQueue } from './consumer-queue.ts';
import { OperationAlarm, type OperationAlarmProps } from './operation-alarm.ts';
import { alarmPeriod } from './operation-alarms.ts';

/**
 * Events are worked on within seconds. What was tried three times does not count for SQS's age any more, so one
 * event that fails does not raise it; a consumer that stands still, or is too slow, does.
 */
const ageBeforeAlarm = Duration.minutes(15);

export interface ConsumerAlarmsProps
  extends Pick<OperationAlarmProps, 'operation' | 'stage' | 'alarmTopic' | 'runbook'> {
  readonly consumer: ConsumerQueue;
}

/** The alarms of a queue behind the bus, beside that of its dead letters. */
export class ConsumerAlarms extends Construct {
  constructor(scope: Construct, id: string, props: ConsumerAlarmsProps) {
    super(scope, id);
    const { queue, undelivered, lost } = props.consumer;
    const highest = { period: alarmPeriod, statistic: Stats.MAXIMUM };
    new OperationAlarm(this, 'age', {
      ...props,
      metric: queue.metricApproximateAgeOfOldestMessage(highest),
      atLeast: ageBeforeAlarm.toSeconds(),
      sign: `events have waited for ${ageBeforeAlarm.toMinutes()} minutes or more`,
    });
    new OperationAlarm(this, 'undelivered', {
      ...props,
      metric: undelivered.metricApproximateNumberOfMessagesVisible(highest),
      sign: 'the bus could not put events into its queue',
    });
    new OperationAlarm(this, 'lost', {
      ...props,
      metric: lost,
      sign: 'the bus could keep events neither in its queue nor beside it',
    });
  }
}
