import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { chosenStage } from '../../../infra/config.ts';
import { aQueueOperation } from './a-queue-operation.ts';
import { synthesizeCell } from './cell-under-test.ts';
import { operationRightsExpected } from './expected-rights.ts';
import { rightsIn } from './policies.ts';
import { arnOf, type Resource, refTo, type StackTemplate } from './stack-template.ts';

const { config: dev } = chosenStage('dev');
const reader = 'arn:aws:iam::210987654321:role/crm';
const { id } = aQueueOperation;

const cell = synthesizeCell({
  operations: [
    ...manifest.filter(({ trigger }) => trigger.type === 'queue'),
    aQueueOperation,
    {
      ...aQueueOperation,
      id: 'archive-all',
      trigger: {
        ...aQueueOperation.trigger,
        consumer: 'archive-all',
        events: 'all',
        batchSize: 100,
        batchWindowSeconds: 20,
        maxConcurrency: 2,
      },
    },
  ],
  config: {
    ...dev,
    consumers: [
      { name: 'crm', events: ['CashoutSettled'], readerArns: [reader] },
      { name: 'risk', events: 'all' },
    ],
  },
});
const { service, data } = cell;

/** Every queue behind the bus, whoever reads it. */
const consumers = [
  ...manifest.flatMap(({ id: operationId, trigger }) => (trigger.type === 'queue' ? [operationId] : [])),
  id,
  'archive-all',
  'consumer-crm',
  'consumer-risk',
].map((path) => ({ path }));

function queueOf(path: string, kind: 'Queue' | 'DeadLetters' | 'Undelivered' = 'Queue'): Resource {
  return service.one('AWS::SQS::Queue', `${path}/Consumer/${kind}`);
}

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Principal: unknown;
  readonly Condition?: object;
}

function statementsOn(template: StackTemplate, queue: Resource): readonly Statement[] {
  const policy = template
    .all('AWS::SQS::QueuePolicy')
    .find(({ properties }) => properties.Queues.some((one: unknown) => template.text(one) === refTo(queue)));
  return policy?.properties.PolicyDocument.Statement;
}

function alarms(path: string): readonly string[] {
  return service
    .all('AWS::CloudWatch::Alarm', path)
    .map(({ properties }) =>
      properties.AlarmName.replace(`cashout-hub-dev-${path.replace('consumer-', '')}-`, ''),
    );
}

describe('queues behind the bus', () => {
  it.each(consumers)(
    'Given $path, then its queue is encrypted, keeps for 14 days and takes TLS only',
    ({ path }) => {
      for (const kind of ['Queue', 'DeadLetters', 'Undelivered'] as const) {
        const queue = queueOf(path, kind);
        expect(queue.properties.KmsMasterKeyId).toBeDefined();
        expect(queue.properties.MessageRetentionPeriod).toBe(14 * 86_400);
        expect(statementsOn(service, queue)).toContainEqual(
          expect.objectContaining({
            Effect: 'Deny',
            Action: 'sqs:*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        );
      }
    },
  );

  it.each(consumers)(
    'Given $path cannot do something, then it ends in dead letters nothing else may use',
    ({ path }) => {
      const queue = queueOf(path);
      expect(service.text(queue.properties.RedrivePolicy.deadLetterTargetArn)).toBe(
        arnOf(queueOf(path, 'DeadLetters')),
      );
      expect(queue.properties.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(120);
      const { redrivePermission, sourceQueueArns } = queueOf(path, 'DeadLetters').properties
        .RedriveAllowPolicy;
      expect(redrivePermission).toBe('byQueue');
      expect(sourceQueueArns).toHaveLength(1);
      expect(service.text(sourceQueueArns[0]).endsWith(`:${queue.properties.QueueName}`)).toBe(true);
      expect(alarms(path)).toEqual(expect.arrayContaining(['failure-queue']));
    },
  );

  it.each(consumers)(
    'Given $path, then a rule brings it events of ours, or keeps what it cannot bring',
    ({ path }) => {
      const { properties } = service.one('AWS::Events::Rule', path);
      expect(service.text(properties.EventBusName)).toBe(refTo(data.one('AWS::Events::EventBus')));
      expect(properties.EventPattern.source).toEqual(['cashout-hub']);
      expect(properties.Targets).toHaveLength(1);
      const [target] = properties.Targets;
      expect(service.text(target.Arn)).toBe(arnOf(queueOf(path)));
      expect(service.text(target.DeadLetterConfig.Arn)).toBe(arnOf(queueOf(path, 'Undelivered')));
      expect(target.RetryPolicy).toEqual({ MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 });
      expect(alarms(path)).toEqual(expect.arrayContaining(['age', 'undelivered']));
    },
  );

  it.each(consumers)(
    'Given the queues of $path, then its rule alone may send, and nobody else',
    ({ path }) => {
      const rule = service.one('AWS::Events::Rule', path);
      for (const kind of ['Queue', 'Undelivered'] as const) {
        const senders = statementsOn(service, queueOf(path, kind)).filter(
          ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes('sqs:SendMessage'),
        );
        expect(senders).toHaveLength(1);
        expect(senders[0]).toMatchObject({
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule.logicalId, 'Arn'] } } },
        });
      }
      expect(statementsOn(service, queueOf(path, 'DeadLetters')).map(({ Effect }) => Effect)).toEqual([
        'Deny',
      ]);
    },
  );

  it.each(consumers)(
    'Given the key of the queues of $path, then EventBridge may encrypt with it',
    ({ path }) => {
      const keyArn = service.text(queueOf(path).properties.KmsMasterKeyId);
      const key = [...data.all('AWS::KMS::Key'), ...service.all('AWS::KMS::Key')].find(
        (one) => arnOf(one) === keyArn,
      );
      expect(key?.properties.KeyPolicy.Statement).toContainEqual({
        Sid: 'EventsIntoQueues',
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
        Resource: '*',
      });
    },
  );

  it.each([
    [id, ['CashoutSettled', 'CashoutReversed']],
    ['archive-all', undefined],
    ['consumer-crm', ['CashoutSettled']],
    ['consumer-risk', undefined],
  ])('Given %s, then it gets the types %j', (path, types) => {
    expect(service.one('AWS::Events::Rule', path).properties.EventPattern['detail-type']).toEqual(types);
  });
});

describe('operations with a queue', () => {
  it.each([
    [id, { BatchSize: 10 }, 180],
    ['archive-all', { BatchSize: 100, MaximumBatchingWindowInSeconds: 20 }, 200],
  ])(
    'Given %s, then it answers for each message, and has six times its own time for them',
    (path, mapping, visibilitySeconds) => {
      const { properties } = service.one('AWS::Lambda::EventSourceMapping', path);
      expect(properties).toMatchObject({ ...mapping, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      expect(service.text(properties.EventSourceArn)).toBe(arnOf(queueOf(path)));
      expect(queueOf(path).properties.VisibilityTimeout).toBe(visibilitySeconds);
    },
  );

  it('Given a limit of calls at once, then the mapping keeps it', () => {
    const { properties } = service.one('AWS::Lambda::EventSourceMapping', 'archive-all');
    expect(properties.ScalingConfig).toEqual({ MaximumConcurrency: 2 });
  });

  it('Given its role, then it may use its own queue and what the manifest declares, nothing else', () => {
    const role = service.one('AWS::IAM::Role', `${id}/Operation`);
    expect(rightsIn(service, role)).toEqual(operationRightsExpected(cell, aQueueOperation));
    const { Variables } = service.one('AWS::Lambda::Function', id).properties.Environment;
    expect(service.text(Variables.QUEUE_URL)).toBe(refTo(queueOf(id)));
  });

  it('Given its alarms, then each says what is lost', () => {
    expect(alarms(id)).toEqual(['errors', 'throttles', 'failure-queue', 'age', 'undelivered', 'lost']);
    for (const { properties } of service.all('AWS::CloudWatch::Alarm', id)) {
      expect(properties.AlarmDescription).toContain(`Somebody is not told. docs/runbook.md#${id} (`);
    }
  });
});

describe('queues of somebody else', () => {
  it('Given readers, then they may work on that queue and decrypt what is in it, nothing else', () => {
    expect(statementsOn(service, queueOf('consumer-crm'))).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { AWS: reader },
        Action: [
          'sqs:ChangeMessageVisibility',
          'sqs:DeleteMessage',
          'sqs:GetQueueAttributes',
          'sqs:GetQueueUrl',
          'sqs:ReceiveMessage',
        ],
      }),
    );
    const { KeyPolicy } = service.one('AWS::KMS::Key', 'consumer-crm').properties;
    expect(KeyPolicy.Statement).toContainEqual(
      expect.objectContaining({ Effect: 'Allow', Principal: { AWS: reader }, Action: 'kms:Decrypt' }),
    );
    for (const template of [service, data]) {
      const naming = template.resources.filter(({ properties }) =>
        JSON.stringify(properties).includes(reader),
      );
      expect(naming.every(({ path }) => path.startsWith('consumer-crm/'))).toBe(true);
    }
  });

  it('Given no readers, then nobody is let in by the queue', () => {
    const allowed = statementsOn(service, queueOf('consumer-risk')).filter(
      ({ Effect }) => Effect === 'Allow',
    );
    expect(allowed.map(({ Action }) => Action)).toEqual(['sqs:SendMessage']);
  });

  it('Given the stack, then its outputs name the queues', () => {
    expect(service.output('crmqueuearn')).toBe(arnOf(queueOf('consumer-crm')));
    expect(service.output('riskqueuearn')).toBe(arnOf(queueOf('consumer-risk')));
  });

  it('Given their alarms, then they say who does not get events', () => {
    expect(alarms('consumer-crm')).toEqual(['failure-queue', 'age', 'undelivered', 'lost']);
    for (const { properties } of service.all('AWS::CloudWatch::Alarm', 'consumer-crm')) {
      expect(properties.AlarmDescription).toContain(
        'Events for crm are not worked on. docs/runbook.md#consumers (',
      );
    }
  });
});
