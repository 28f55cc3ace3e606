import { Duration, Stack } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ScheduleTrigger } from '../../functions/manifest-types.ts';
import { failuresName } from '../queue-names.ts';
import { acknowledge } from './acknowledge.ts';
import { FailureQueue } from './failure-queue.ts';
import { OperationAlarm } from './operation-alarm.ts';
import { alarmPeriod, OperationAlarms } from './operation-alarms.ts';
import { OperationFunction } from './operation-function.ts';
import { allow } from './operation-rights.ts';
import type { OperationProps } from './service-parts.ts';

export interface ScheduledOperationProps extends OperationProps {
  readonly trigger: ScheduleTrigger;
}

/** EventBridge Scheduler counts in minutes. */
const secondsPerMinute = 60;

/** A tick older than this is not worth running any more: the next one is due. The least Scheduler and Lambda take. */
const maxTickAgeSeconds = 60;

/**
 * An operation run by a schedule. A run that fails is not repeated, since the next one does all it left
 * undone; a tick that cannot be delivered at all means the wiring is broken, and is kept for a person.
 */
export class ScheduledOperation extends Construct {
  constructor(scope: Construct, id: string, props: ScheduledOperationProps) {
    super(scope, id);
    const { operation, stage, trigger, data } = props;
    const failures = new FailureQueue(this, 'Failures', {
      queueName: failuresName(stage, operation.id),
      encryptionKey: data.operationsKey,
    });
    const whyNoDeadLetterQueue =
      'A tick carries nothing of its own. Keeping failed runs would only hold an alarm on after the cause is gone.';
    const { function: handler } = new OperationFunction(this, 'Operation', {
      ...props,
      whyNoDeadLetterQueue,
    });
    handler.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.seconds(maxTickAgeSeconds) });
    acknowledge(handler, { 'Serverless-LambdaAsyncFailureDestination': whyNoDeadLetterQueue });

    new CfnSchedule(this, 'Schedule', {
      name: `cashout-hub-${stage}-${operation.id}`,
      description: `Runs ${operation.id}`,
      scheduleExpression: rateOf(operation.id, trigger),
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: handler.functionArn,
        roleArn: this.schedulerRole(handler, failures).roleArn,
        retryPolicy: { maximumRetryAttempts: 1, maximumEventAgeInSeconds: maxTickAgeSeconds },
        deadLetterConfig: { arn: failures.queue.queueArn },
      },
    });

    new OperationAlarms(this, 'Alarms', { ...props, function: handler, failureQueue: failures.queue });
    new OperationAlarm(this, 'silence', {
      ...props,
      metric: handler.metricInvocations({ period: silencePeriod(trigger), statistic: Stats.SUM }),
      whenSilent: true,
      sign: 'its schedule does not run it',
    });
  }

  private schedulerRole(handler: IFunction, failures: FailureQueue): Role {
    const statements = [allow('lambda', ['InvokeFunction'], handler.functionArn), ...failures.senderRights];
    return new Role(this, 'SchedulerRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: { rights: new PolicyDocument({ statements }) },
    });
  }
}

function rateOf(id: string, { everySeconds }: ScheduleTrigger): string {
  const minutes = everySeconds / secondsPerMinute;
  if (!Number.isInteger(minutes) || minutes < 1) {
    throw new Error(`${id} cannot run every ${everySeconds} s: a schedule counts in whole minutes`);
  }
  return `rate(${minutes} ${minutes === 1 ? 'minute' : 'minutes'})`;
}

/** At least three ticks must have been missed: one late tick is no silence. */
function silencePeriod({ everySeconds }: ScheduleTrigger): Duration {
  return Duration.seconds(Math.max(alarmPeriod.toSeconds(), 3 * everySeconds));
}
