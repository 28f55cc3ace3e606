import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StreamTrigger } from '../../functions/manifest-types.ts';
import { failuresName } from '../queue-names.ts';
import { maxRecordAgeMs, recordsPerCall, streamRetries } from '../stream-settings.ts';
import { FailureQueue } from './failure-queue.ts';
import { OperationAlarm } from './operation-alarm.ts';
import { alarmPeriod, OperationAlarms } from './operation-alarms.ts';
import { OperationFunction } from './operation-function.ts';
import { allow } from './operation-rights.ts';
import type { OperationProps } from './service-parts.ts';

export interface StreamOperationProps extends OperationProps {
  readonly trigger: StreamTrigger;
}

/** By now the sweeper publishes as well; a relay that stays behind it does not work. */
const lagBeforeAlarm = Duration.minutes(2);

/**
 * An operation told of changes in the ledger. What it can never do it puts aside itself, in a queue,
 * with the cause; what it still cannot do after all retries ends there as the place in the stream where it stood. The
 * queue never holds a bet.
 */
export class StreamOperation extends Construct {
  constructor(scope: Construct, id: string, props: StreamOperationProps) {
    super(scope, id);
    const { trigger, data } = props;
    const streamArn = data[trigger.table].tableStreamArn;
    if (streamArn === undefined) throw new Error(`${trigger.table} has no stream`);
    const failures = new FailureQueue(this, 'Failures', {
      queueName: failuresName(props.stage, props.operation.id),
      encryptionKey: data.operationsKey,
    });
    const { function: handler } = new OperationFunction(this, 'Operation', {
      ...props,
      triggerRights: [
        allow('dynamodb', ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'], streamArn),
        ...failures.senderRights,
      ],
      triggerEnvironment: { FAILURE_QUEUE_URL: failures.queue.queueUrl },
      whyNoDeadLetterQueue:
        'Its event source mapping sends what failed to a queue; nothing invokes it asynchronously.',
    });
    new EventSourceMapping(this, 'Mapping', {
      target: handler,
      eventSourceArn: streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: recordsPerCall,
      filters: [onlyWith(trigger.onlyWith)],
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: streamRetries,
      maxRecordAge: Duration.millis(maxRecordAgeMs),
      onFailure: { bind: () => ({ destination: failures.queue.queueArn }) },
    });
    new OperationAlarms(this, 'Alarms', { ...props, function: handler, failureQueue: failures.queue });
    new OperationAlarm(this, 'lag', {
      ...props,
      metric: handler.metric('IteratorAge', { period: alarmPeriod, statistic: Stats.MAXIMUM }),
      atLeast: lagBeforeAlarm.toMilliseconds(),
      sign: `behind the ledger by ${lagBeforeAlarm.toMinutes()} minutes or more`,
    });
  }
}

/** Attributes that mark an item for a stream are numbers; Lambda matches by the type the stream writes. */
function onlyWith(attribute: string) {
  return FilterCriteria.filter({ dynamodb: { NewImage: { [attribute]: { N: FilterRule.exists() } } } });
}
