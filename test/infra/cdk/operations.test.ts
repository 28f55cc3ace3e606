import { resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import type { Operation } from '../../../functions/manifest-types.ts';
import { chosenStage } from '../../../infra/config.ts';
import { synthesizeCell } from './cell-under-test.ts';
import { archivedEvents, operationRightsExpected } from './expected-rights.ts';
import { rightsIn } from './policies.ts';
import { arnOf, refTo } from './stack-template.ts';

const { service, data } = synthesizeCell();
const { config: dev } = chosenStage('dev');

const everyMinute = { type: 'schedule', everySeconds: 60 } as const;

afterEach(() => vi.unstubAllEnvs());

function functionOf({ id }: Operation) {
  return service.one('AWS::Lambda::Function', id);
}

/** The names an operation's parts ask for, told by the operation itself when it has none of them. */
async function namesAskedFor({ entry }: Operation): Promise<readonly string[]> {
  const { handler } = await import(resolve(import.meta.dirname, '../../..', entry));
  const fault: unknown = await handler({}, {}).catch((thrown: unknown) => thrown);
  const names = /^missing environment variables: (.*)$/.exec(
    fault instanceof Error ? fault.message : '',
  )?.[1];
  return [...new Set(names?.split(', ') ?? [])].sort();
}

describe('operations', () => {
  it('Given the manifest, then each operation has one Lambda and there are no others', () => {
    const functions = service.all('AWS::Lambda::Function').map(({ path }) => path.split('/')[0] ?? '');
    expect(functions.sort()).toEqual(manifest.map(({ id }) => id).sort());
  });

  it.each(manifest)('Given $id, then its Lambda is what the manifest says', (operation) => {
    expect(functionOf(operation).properties).toMatchObject({
      FunctionName: `cashout-hub-dev-${operation.id}`,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: operation.memoryMb,
      Timeout: operation.timeoutSeconds,
    });
    const { TracingConfig, ReservedConcurrentExecutions, DeadLetterConfig } =
      functionOf(operation).properties;
    expect([TracingConfig, ReservedConcurrentExecutions, DeadLetterConfig]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each(manifest)(
    'Given $id, then it is given exactly the variables its parts ask for',
    async (operation) => {
      const { Variables } = functionOf(operation).properties.Environment;
      expect(Object.keys(Variables).sort()).toEqual(await namesAskedFor(operation));
    },
  );

  it.each(manifest)('Given $id, then each variable names the right thing', (operation) => {
    const { Variables } = functionOf(operation).properties.Environment;
    const right: Readonly<Record<string, string>> = {
      EXTRA_CURRENCIES: '{}',
      METRICS_NAMESPACE: 'CashoutHub/dev',
      LEDGER_TABLE: '<LedgerTable>',
      VOLATILE_TABLE: '<VolatileTable>',
      EVENT_BUS: refTo(data.one('AWS::Events::EventBus')),
      EVENT_ARCHIVE: refTo(data.one('AWS::S3::Bucket')),
      ENDPOINT_QUEUES: 'https://sqs.<AWS::Region>.<AWS::URLSuffix>/<AWS::AccountId>/cashout-hub-dev-webhook-',
      BETCORE_SECRET: refTo(data.one('AWS::SecretsManager::Secret', 'betcore-secret')),
      DATABET_SECRET: refTo(data.one('AWS::SecretsManager::Secret', 'databet-secret')),
      GR8_SECRET: refTo(data.one('AWS::SecretsManager::Secret', 'gr8-secret')),
      ODDS88_SECRET: refTo(data.one('AWS::SecretsManager::Secret', 'odds88-secret')),
      ODDSGIGANT_SECRET: refTo(data.one('AWS::SecretsManager::Secret', 'oddsgigant-secret')),
      WEBHOOKS_SECRET: refTo(data.one('AWS::SecretsManager::Secret', 'webhooks-secret')),
    };
    const ofItsTrigger: Readonly<Record<string, string>> =
      operation.trigger.type === 'queue'
        ? { QUEUE_URL: refTo(service.one('AWS::SQS::Queue', `${operation.id}/Consumer/Queue`)) }
        : operation.trigger.type === 'stream'
          ? { FAILURE_QUEUE_URL: refTo(service.one('AWS::SQS::Queue', operation.id)) }
          : {};
    for (const [name, value] of Object.entries(Variables)) {
      expect(service.text(value)).toBe(right[name] ?? ofItsTrigger[name]);
    }
  });

  it.each(manifest)(
    'Given $id, then its role may do what the manifest declares and nothing else',
    (operation) => {
      const role = service.one('AWS::IAM::Role', `${operation.id}/Operation`);
      expect(service.text(functionOf(operation).properties.Role)).toBe(arnOf(role));
      expect(Object.keys(role.properties).sort()).toEqual(['AssumeRolePolicyDocument', 'Policies']);
      expect(role.properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } },
      ]);
      expect(rightsIn(service, role)).toEqual(operationRightsExpected({ data, service }, operation));
    },
  );

  it.each(manifest)(
    'Given $id, then it writes to a log group of its own, encrypted and kept for a while',
    (operation) => {
      const logs = service.one('AWS::Logs::LogGroup', operation.id);
      expect(service.text(functionOf(operation).properties.LoggingConfig.LogGroup)).toBe(refTo(logs));
      expect(logs.properties.RetentionInDays).toBe(dev.logRetentionDays);
      expect(service.text(logs.properties.KmsKeyId)).toMatch(/^<KeysOperations\w+\.Arn>$/);
      expect(logs.deletionPolicy).toBe('Delete');
    },
  );

  it.each(manifest)(
    'Given $id, then every alarm says first what is lost and where the runbook is',
    (operation) => {
      // Those of its webhook endpoints are told apart by endpoint.
      const alarms = service
        .all('AWS::CloudWatch::Alarm', operation.id)
        .filter(({ path }) => !path.includes('/endpoint-'));
      const kinds = alarms.map(({ properties }) =>
        properties.AlarmName.replace(`cashout-hub-dev-${operation.id}-`, ''),
      );
      expect(kinds.slice(0, 2)).toEqual(['errors', 'throttles']);
      const topic = refTo(service.one('AWS::SNS::Topic'));
      for (const { properties } of alarms) {
        const start = `${operation.errorImpact} docs/runbook.md#${operation.id} (`;
        expect(properties.AlarmDescription.slice(0, start.length)).toBe(start);
        expect(properties.AlarmActions.map((action: unknown) => service.text(action))).toEqual([topic]);
      }
    },
  );
});

describe('rights on the volatile table', () => {
  const [like] = manifest;
  if (like === undefined) throw new Error('the manifest is empty');
  const operations: readonly Operation[] = [
    { ...like, id: 'only-updates', uses: { volatile: ['UpdateItem'] } },
    { ...like, id: 'only-lists', uses: { volatileDueIndex: ['Query'] }, trigger: everyMinute },
  ];
  const cell = synthesizeCell({ operations });

  it.each(operations)(
    'Given $id, then it gets that, the key behind it, and the table by name',
    (operation) => {
      const role = cell.service.one('AWS::IAM::Role', `${operation.id}/Operation`);
      expect(rightsIn(cell.service, role)).toEqual(operationRightsExpected(cell, operation));
      const { Variables } = cell.service.one('AWS::Lambda::Function', operation.id).properties.Environment;
      expect(cell.service.text(Variables.VOLATILE_TABLE)).toBe('<VolatileTable>');
      expect(Variables.LEDGER_TABLE).toBeUndefined();
    },
  );
});

describe('configuration of operations', () => {
  const { service: configured } = synthesizeCell({
    config: {
      ...dev,
      removal: 'retain',
      reservedConcurrency: { 'relay-outbox': 3 },
      extraCurrencies: { UBTC: 8 },
      alarms: { topicArn: 'arn:aws:sns:eu-central-1:123456789012:on-call' },
    },
  });

  it('Given reserved containers for one operation, then that one has them', () => {
    const reserved = configured
      .all('AWS::Lambda::Function')
      .filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined);
    expect(reserved.map(({ path }) => path)).toEqual(['relay-outbox/Operation/Function/Resource']);
    expect(reserved[0]?.properties.ReservedConcurrentExecutions).toBe(3);
  });

  it('Given currencies, then every operation knows them', () => {
    for (const { properties } of configured.all('AWS::Lambda::Function')) {
      expect(properties.Environment.Variables.EXTRA_CURRENCIES).toBe('{"UBTC":8}');
    }
  });

  it('Given what is made is to be retained, then logs outlive the stack', () => {
    for (const { deletionPolicy } of configured.all('AWS::Logs::LogGroup'))
      expect(deletionPolicy).toBe('Retain');
  });

  it('Given a topic for alarms, then all alarms go there and no topic is made', () => {
    expect(configured.all('AWS::SNS::Topic')).toEqual([]);
    for (const { properties } of configured.all('AWS::CloudWatch::Alarm')) {
      expect(properties.AlarmActions).toEqual(['arn:aws:sns:eu-central-1:123456789012:on-call']);
    }
  });
});

describe('rights anywhere', () => {
  it('Given all policies but those of keys, then nothing is allowed by a wildcard but writing to the archive', () => {
    for (const template of [data, service]) {
      for (const resource of template.resources.filter(({ type }) => type !== 'AWS::KMS::Key')) {
        for (const right of rightsIn(template, resource)) {
          if (right !== `s3:PutObject on ${archivedEvents}`) expect(right).not.toContain('*');
        }
      }
    }
  });

  it('Given all roles, then they have neither managed policies nor policies added later', () => {
    expect([...service.all('AWS::IAM::Policy'), ...service.all('AWS::IAM::ManagedPolicy')]).toEqual([]);
    for (const { properties } of service.all('AWS::IAM::Role')) {
      expect(properties.ManagedPolicyArns).toBeUndefined();
    }
    expect(data.all('AWS::IAM::Role')).toEqual([]);
  });
});
