import { Duration } from 'aws-cdk-lib';
import { Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StreamTrigger } from '../../functions/manifest-types.ts';
import { FailureQueue } from './failure-queue.ts';
import { OperationAlarm } from './operation-alarm.ts';
import { alarmPeriod, OperationAlarms } from './operation-alarms.ts';
import { OperationFunction } from './operation-function.ts';
import { allow } from './operation-rights.ts';
import type { OperationProps } from './service-parts.ts';

export interface StreamOperationProps extends OperationProps {
  readonly trigger: StreamTrigger;
}

/** Bets of one call; each costs a read and a write, so that a full batch takes a few seconds of the timeout. */
const recordsPerCall = 50;

/** A batch is cut in half each time, so this many find the one record of a batch that cannot be worked on. */
const retries = 8;

/** A shard stands still behind a record that fails. Past this the sweeper, which never gives up, has it anyway. */
const maxRecordAge = Duration.minutes(15);

/** By now the sweeper publishes as well; a relay that stays behind it does not work. */
const lagBeforeAlarm = Duration.minutes(2);

/**
 * An operation told of changes in the ledger. What it cannot work on after all retries ends in a queue, as
 * the place in the stream where it stood: the queue never holds a bet.
 */
export class StreamOperation extends Construct {
  constructor(scope: Construct, id: string, props: StreamOperationProps) {
    super(scope, id);
    const { trigger, data } = props;
    const streamArn = data[trigger.table].tableStreamArn;
    if (streamArn === undefined) throw new Error(`${trigger.table} has no stream`);
    const failures = new FailureQueue(this, 'Failures', { encryptionKey: data.operationsKey });
    const { function: handler } = new OperationFunction(this, 'Operation', {
      ...props,
      triggerRights: [
        allow('dynamodb', ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'], streamArn),
        ...failures.senderRights,
      ],
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
      retryAttempts: retries,
      maxRecordAge,
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
