import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { toBetItem } from '../../../lib/adapters/dynamodb/bet-row.ts';
import { applyCommand } from '../../../lib/domain/bet/bet.ts';
import { reason } from '../../../lib/domain/reasons.ts';
import { aBetWithPending, noon } from '../../support/builders.ts';
import { synthesizeCell } from './cell-under-test.ts';
import { failureQueueRights } from './expected-rights.ts';
import { rightsIn } from './policies.ts';
import { arnOf } from './stack-template.ts';

const templates = synthesizeCell();
const { service } = templates;

const schedules = manifest.flatMap(({ id, trigger }) =>
  trigger.type === 'schedule' ? [{ id, ...trigger }] : [],
);
const streams = manifest.flatMap(({ id, trigger }) =>
  trigger.type === 'stream' ? [{ id, ...trigger }] : [],
);
const withQueues = [...schedules, ...streams];

function alarmOf(id: string, kind: string) {
  return service
    .all('AWS::CloudWatch::Alarm', id)
    .find(({ properties }) => properties.AlarmName === `cashout-hub-dev-${id}-${kind}`)?.properties;
}

describe('schedules', () => {
  it('Given the manifest, then its schedules are all there are', () => {
    expect(service.all('AWS::Scheduler::Schedule')).toHaveLength(schedules.length);
  });

  it.each(schedules)(
    'Given $id, then it runs every $everySeconds s, and a failed run is not repeated',
    ({ id, everySeconds }) => {
      const { properties } = service.one('AWS::Scheduler::Schedule', id);
      const minutes = everySeconds / 60;
      expect(properties).toMatchObject({
        ScheduleExpression: `rate(${minutes} minute${minutes === 1 ? '' : 's'})`,
        FlexibleTimeWindow: { Mode: 'OFF' },
      });
      expect(service.text(properties.Target.Arn)).toBe(arnOf(service.one('AWS::Lambda::Function', id)));
      expect(service.one('AWS::Lambda::EventInvokeConfig', id).properties).toMatchObject({
        MaximumRetryAttempts: 0,
        MaximumEventAgeInSeconds: 60,
      });
    },
  );

  it.each(schedules)(
    'Given a tick for $id that cannot be delivered, then it ends in its failure queue',
    ({ id }) => {
      const { Target } = service.one('AWS::Scheduler::Schedule', id).properties;
      expect(Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 60 });
      expect(service.text(Target.DeadLetterConfig.Arn)).toBe(arnOf(service.one('AWS::SQS::Queue', id)));
    },
  );

  it.each(schedules)(
    'Given the schedule of $id, then it may run that one and use its queue, nothing else',
    ({ id }) => {
      const role = service.one('AWS::IAM::Role', `${id}/SchedulerRole`);
      const lambda = arnOf(service.one('AWS::Lambda::Function', id));
      expect(rightsIn(service, role)).toEqual(
        [...failureQueueRights(templates, id), `lambda:InvokeFunction on ${lambda}`].sort(),
      );
      expect(service.text(service.one('AWS::Scheduler::Schedule', id).properties.Target.RoleArn)).toBe(
        arnOf(role),
      );
    },
  );

  it.each(schedules)('Given $id is not run at all, then that alone raises an alarm', ({ id }) => {
    expect(alarmOf(id, 'silence')).toMatchObject({
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  it('Given a rate a schedule cannot keep, then it is refused by name', () => {
    const operations = manifest
      .filter(({ trigger }) => trigger.type === 'schedule')
      .map((operation) => ({ ...operation, trigger: { type: 'schedule', everySeconds: 90 } as const }));
    expect(() => synthesizeCell({ operations })).toThrow(/cannot run every 90 s/);
  });
});

describe('streams', () => {
  it('Given the manifest, then its mappings are all there are', () => {
    const mappings = service.all('AWS::Lambda::EventSourceMapping');
    expect(mappings.filter(({ properties }) => 'StartingPosition' in properties)).toHaveLength(
      streams.length,
    );
  });

  it.each(streams)(
    'Given $id, then it hears of every record of the ledger that has $onlyWith',
    ({ id, onlyWith }) => {
      const { properties } = service.one('AWS::Lambda::EventSourceMapping', id);
      expect(service.text(properties.EventSourceArn)).toBe('<LedgerTable.StreamArn>');
      expect(properties.StartingPosition).toBe('TRIM_HORIZON');
      expect(properties.FilterCriteria.Filters).toHaveLength(1);
      expect(JSON.parse(properties.FilterCriteria.Filters[0].Pattern)).toEqual({
        dynamodb: { NewImage: { [onlyWith]: { N: [{ exists: true }] } } },
      });
    },
  );

  it.each(streams)(
    'Given $id, then a record that fails is isolated, given up after a while and kept',
    ({ id }) => {
      const { properties } = service.one('AWS::Lambda::EventSourceMapping', id);
      expect(properties).toMatchObject({
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        BisectBatchOnFunctionError: true,
        MaximumRetryAttempts: 8,
        MaximumRecordAgeInSeconds: 900,
      });
      expect(service.text(properties.DestinationConfig.OnFailure.Destination)).toBe(
        arnOf(service.one('AWS::SQS::Queue', id)),
      );
    },
  );

  it.each(streams)('Given $id falls behind, then that raises an alarm', ({ id }) => {
    expect(alarmOf(id, 'lag')).toMatchObject({ MetricName: 'IteratorAge', Threshold: 120_000 });
  });

  it('Given a bet with something unsent, then the store marks it in the type the filter asks for', () => {
    const bet = aBetWithPending();
    const declined = { name: 'provider-declined', at: noon, reason: reason('provider-rejected') } as const;
    const { bet: withEvent } = applyCommand(bet, 'co_1', declined, 'cause-2');
    expect(toBetItem({ bet: withEvent, writeId: 'w' })['unsent']).toEqual({ N: '1' });
    expect(toBetItem({ bet, writeId: 'w' })['unsent']).toBeUndefined();
  });
});

describe('failure queues', () => {
  it('Given the operations nobody waits for, then each has one and there are no others', () => {
    const failures = service.all('AWS::SQS::Queue').filter(({ path }) => !path.includes('/Consumer/'));
    expect(failures).toHaveLength(withQueues.length);
  });

  it.each(withQueues)(
    'Given the queue of $id, then it is encrypted, keeps for 14 days, takes TLS only and alarms',
    ({ id }) => {
      const queue = service.one('AWS::SQS::Queue', id);
      expect(service.text(queue.properties.KmsMasterKeyId)).toMatch(/^<KeysOperations/);
      expect(queue.properties.MessageRetentionPeriod).toBe(14 * 86_400);
      expect(service.one('AWS::SQS::QueuePolicy', id).properties.PolicyDocument.Statement).toMatchObject([
        { Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      ]);
      expect(alarmOf(id, 'failure-queue')).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 1,
        Statistic: 'Maximum',
      });
    },
  );
});
