import { Duration } from 'aws-cdk-lib';
import { type IMetric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OperationAlarm, type OperationAlarmProps } from './operation-alarm.ts';
import type { OperationProps } from './service-parts.ts';

/** What every sum is taken over: long enough for a pattern, short enough for somebody who waits. */
export const alarmPeriod = Duration.minutes(5);

/** One failure is repeated by its caller, the next run or the stream; three in five minutes do not pass by themselves. */
const failuresBeforeAlarm = 3;

export interface OperationAlarmsProps extends OperationProps {
  readonly function: IFunction;
  /**
   * Sum of failures per `alarmPeriod`.
   * @default invocations that threw or timed out
   */
  readonly failures?: IMetric;
  /**
   * Where its failed deliveries end.
   * @default none
   */
  readonly failureQueue?: Queue;
}

/** The alarms every operation has. */
export class OperationAlarms extends Construct {
  constructor(scope: Construct, id: string, props: OperationAlarmsProps) {
    super(scope, id);
    const { function: watched, failureQueue } = props;
    const perPeriod = { period: alarmPeriod, statistic: Stats.SUM };
    new OperationAlarm(this, 'errors', {
      ...props,
      metric: props.failures ?? watched.metricErrors(perPeriod),
      atLeast: failuresBeforeAlarm,
      sign: `failed ${failuresBeforeAlarm} times or more in five minutes`,
    });
    new OperationAlarm(this, 'throttles', {
      ...props,
      metric: watched.metricThrottles(perPeriod),
      sign: 'not run, because too many run at once',
    });
    if (failureQueue !== undefined) alarmOnFailures(this, { ...props, failureQueue });
  }
}

export interface FailureQueueAlarmProps
  extends Pick<OperationAlarmProps, 'operation' | 'stage' | 'alarmTopic' | 'runbook'> {
  readonly failureQueue: Queue;
}

/** Whatever is in a failure queue waits for a person. */
export function alarmOnFailures(scope: Construct, props: FailureQueueAlarmProps): void {
  new OperationAlarm(scope, 'failure-queue', {
    ...props,
    metric: props.failureQueue.metricApproximateNumberOfMessagesVisible({
      period: alarmPeriod,
      statistic: Stats.MAXIMUM,
    }),
    sign: 'its failure queue holds messages for a person to look at',
  });
}
