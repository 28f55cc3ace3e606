import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { chosenStage } from '../../../infra/config.ts';
import { memoryQueueVisibility } from '../../../lib/adapters/memory/queue-visibility.ts';
import { endpointQueues } from '../../../lib/adapters/sqs/endpoint-queues.ts';
import { lateWebhook } from '../../../lib/use-cases/deliver-webhook.ts';
import { synthesizeCell } from './cell-under-test.ts';
import { operationRightsExpected } from './expected-rights.ts';
import { rightsIn } from './policies.ts';
import { arnOf, type Resource } from './stack-template.ts';

const { config: dev } = chosenStage('dev');
const id = 'deliver-webhooks';
const operations = manifest.filter((operation) => operation.id === id);
const [operation] = operations;
if (operation === undefined) throw new Error(`${id} is not in the manifest`);

const longest = 'a23456789-123456789';
const cell = synthesizeCell({
  operations,
  config: {
    ...dev,
    webhooks: [
      { name: 'crm', events: ['CashoutSettled', 'CashoutReversed'] },
      { name: longest, events: 'all' },
    ],
  },
});
const { service, data } = cell;
const endpoints = ['crm', longest];

function queueOf(endpoint: string, kind: 'Queue' | 'DeadLetters' | 'Undelivered' = 'Queue'): Resource {
  return service.one('AWS::SQS::Queue', `${id}/endpoint-${endpoint}/Consumer/${kind}`);
}

function alarmsOf(endpoint: string): readonly Resource[] {
  return service.all('AWS::CloudWatch::Alarm', `${id}/endpoint-${endpoint}`);
}

describe('webhook endpoints', () => {
  it('Given two, then there is one function, and a queue with dead letters for each of them', () => {
    expect(service.all('AWS::Lambda::Function')).toHaveLength(1);
    expect(service.all('AWS::SQS::Queue')).toHaveLength(6);
    for (const endpoint of endpoints) {
      const { properties } = queueOf(endpoint);
      expect(properties.VisibilityTimeout).toBe(180);
      expect(properties.RedrivePolicy.maxReceiveCount).toBe(120);
      expect(service.text(properties.RedrivePolicy.deadLetterTargetArn)).toBe(
        arnOf(queueOf(endpoint, 'DeadLetters')),
      );
      for (const kind of ['Queue', 'DeadLetters', 'Undelivered'] as const) {
        expect(service.text(queueOf(endpoint, kind).properties.KmsMasterKeyId)).toMatch(/^<KeysOperations/);
      }
    }
  });

  it.each([
    ['crm', ['CashoutSettled', 'CashoutReversed']],
    [longest, undefined],
  ])('Given %s, then a rule brings it the types %j', (endpoint, types) => {
    const { properties } = service.one('AWS::Events::Rule', `${id}/endpoint-${endpoint}`);
    expect(properties.EventPattern).toEqual({
      source: ['cashout-hub'],
      ...(types === undefined ? {} : { 'detail-type': types }),
    });
    expect(service.text(properties.Targets[0].Arn)).toBe(arnOf(queueOf(endpoint)));
  });

  it.each(endpoints)(
    'Given %s, then the function is handed what is in its queue, a few at a time',
    (endpoint) => {
      const { properties } = service.one('AWS::Lambda::EventSourceMapping', `${id}/endpoint-${endpoint}`);
      expect(service.text(properties.EventSourceArn)).toBe(arnOf(queueOf(endpoint)));
      expect(service.text(properties.FunctionName)).toBe(
        `<${service.one('AWS::Lambda::Function').logicalId}>`,
      );
      expect(properties).toMatchObject({
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 5 },
      });
    },
  );

  it('Given the name of a queue, then the function knows whose it is', () => {
    const { Variables } = service.one('AWS::Lambda::Function').properties.Environment;
    const { endpointOf } = endpointQueues(service.text(Variables.ENDPOINT_QUEUES), memoryQueueVisibility);
    for (const endpoint of endpoints) {
      expect(endpointOf(queueOf(endpoint).properties.QueueName)).toBe(endpoint);
    }
  });

  it('Given the role, then it may use exactly these queues beside what the manifest declares', () => {
    expect(rightsIn(service, service.one('AWS::IAM::Role'))).toEqual(
      operationRightsExpected(cell, operation),
    );
  });

  it('Given the longest names there are, then rules and queues have room for them', () => {
    const stage = 'a23456789-123456789-1234';
    const { service: named } = synthesizeCell({
      stage,
      operations,
      config: { ...dev, webhooks: [{ name: longest, events: 'all' }] },
    });
    const under = `${id}/endpoint-${longest}`;
    expect(named.one('AWS::Events::Rule', under).properties.Name.length).toBeLessThanOrEqual(64);
    const { QueueName } = named.one('AWS::SQS::Queue', `${under}/Consumer/Queue`).properties;
    expect(QueueName.length).toBeLessThanOrEqual(80);
  });

  it.each(endpoints)(
    'Given the alarms of %s, then each says who is not told, and where to read on',
    (endpoint) => {
      const names = alarmsOf(endpoint).map(({ properties }) => properties.AlarmName);
      expect(names).toEqual(
        ['late', 'failure-queue', 'age', 'undelivered', 'lost'].map(
          (kind) => `cashout-hub-dev-webhook-${endpoint}-${kind}`,
        ),
      );
      for (const { properties } of alarmsOf(endpoint)) {
        expect(properties.AlarmDescription).toContain(
          `${endpoint} is not told of events. docs/runbook.md#${id} (`,
        );
      }
    },
  );

  it.each(endpoints)(
    'Given %s has not taken an event for half an hour, then what the log says of it raises an alarm',
    (endpoint) => {
      const filter = service.one('AWS::Logs::MetricFilter', id).properties;
      expect(filter.FilterPattern).toBe(`{ $.message = "${lateWebhook}" }`);
      const [{ MetricName, MetricNamespace, Dimensions }] = filter.MetricTransformations;
      expect(Dimensions).toEqual([{ Key: 'Endpoint', Value: '$.endpoint' }]);
      const late = alarmsOf(endpoint).find(({ properties }) => properties.AlarmName.endsWith('-late'));
      expect(late?.properties).toMatchObject({
        MetricName,
        Namespace: MetricNamespace,
        Dimensions: [{ Name: 'Endpoint', Value: endpoint }],
        Threshold: 1,
        Statistic: 'Sum',
      });
    },
  );

  it('Given a stage without webhooks, then the function stands by without queues, and may use none', () => {
    for (const webhooks of [[], undefined]) {
      const { webhooks: _, ...without } = dev;
      const config = webhooks === undefined ? without : { ...dev, webhooks };
      const none = synthesizeCell({ operations, config });
      expect(none.service.all('AWS::SQS::Queue')).toEqual([]);
      expect(none.service.all('AWS::Lambda::EventSourceMapping')).toEqual([]);
      const rights = rightsIn(none.service, none.service.one('AWS::IAM::Role'));
      expect(rights.filter((right) => right.includes('sqs'))).toEqual([]);
      expect(none.service.all('AWS::Lambda::Function')).toHaveLength(1);
    }
  });

  it('Given the data stack, then there is one secret for all endpoints', () => {
    const secret = data.one('AWS::SecretsManager::Secret', 'webhooks-secret');
    expect(secret).toMatchObject({ deletionPolicy: 'Retain' });
    expect(secret.properties.Description).toContain('webhook endpoints');
  });
});
