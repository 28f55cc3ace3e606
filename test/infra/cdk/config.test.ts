import { describe, expect, it } from 'vitest';
import { ConfigFault, chosenStage, configFaults, type StageConfig, stages } from '../../../infra/config.ts';

const { config: dev } = chosenStage(undefined);

describe('chosenStage', () => {
  it('Given no stage, then it is dev', () => {
    expect(chosenStage(undefined)).toEqual({ stage: 'dev', config: stages['dev'] });
  });

  it.each(Object.keys(stages))('Given %s, then its configuration is valid', (stage) => {
    expect(chosenStage(stage).stage).toBe(stage);
  });

  it.each(['prod', '', 'toString', 7, true, ['dev']])(
    'Given the unknown stage %j, then the fault names the known ones',
    (stage) => {
      expect(() => chosenStage(stage)).toThrow(ConfigFault);
      expect(() => chosenStage(stage)).toThrow(
        `There is no stage ${JSON.stringify(stage)}. Known stages: dev, staging, production.`,
      );
    },
  );

  it('Given a stage with several faults, then one fault names them all', () => {
    const broken = { ...dev, eventArchiveDays: 0, busName: 'No Bus' };
    expect(() => chosenStage('dev', { dev: broken })).toThrow(
      'Stage dev: busName must be 1 to 24 lower-case letters, digits and dashes, a letter first; eventArchiveDays must be a whole number from 1.',
    );
  });

  it('Given a stage whose name cannot be part of a resource name, then it is refused', () => {
    expect(() => chosenStage('Dev_1', { Dev_1: dev })).toThrow('Stage Dev_1: its name must be');
  });
});

const throttle = { ratePerSecond: 10, burst: 20 };
const audit = { name: 'audit', events: 'all' } as const;
const reader = { id: 'reader', scopes: ['cashout:read'] } as const;

describe('configFaults', () => {
  it.each<[string, Partial<StageConfig>]>([
    ['an issuer of its own', { jwt: { issuer: 'https://issuer.example', audience: ['hub'] } }],
    [
      'an issuer and no machine clients',
      {
        jwt: { issuer: 'https://issuer.example', audience: ['hub'] },
        machineClients: [],
      },
    ],
    ['a throttle of a route', { throttling: { default: throttle, routes: { 'quote-bets': throttle } } }],
    ['reserved containers', { reservedConcurrency: { 'relay-outbox': 5 } }],
    ['a consumer of everything', { consumers: [{ name: 'audit', events: 'all' }] }],
    [
      'a consumer in other accounts',
      {
        consumers: [
          {
            name: 'crm',
            events: ['CashoutSettled', 'PayOutCompleted'],
            readerArns: ['arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:role/apps/crm'],
          },
        ],
      },
    ],
    [
      'webhooks',
      {
        webhooks: [
          { name: 'crm', events: ['CashoutSettled'] },
          { name: 'a23456789-123456789', events: 'all' },
        ],
      },
    ],
    ['no webhooks', { webhooks: [] }],
    ['a currency of a provider', { extraCurrencies: { UBTC: 8 } }],
    ['an address for alarms', { alarms: { email: 'on-call@example.com' } }],
    ['a topic for alarms', { alarms: { topicArn: 'arn:aws:sns:eu-central-1:123456789012:alarms' } }],
  ])('Given %s, then nothing is wrong', (_, change) => {
    expect(configFaults({ ...dev, ...change })).toEqual([]);
  });

  it.each<[string, object]>([
    ['cell.brand must be', { cell: { brand: 'Acme Ltd', jurisdiction: 'mt' } }],
    ['cell.jurisdiction must be', { cell: { brand: 'acme', jurisdiction: '' } }],
    ['busName must be', { busName: 'aws.events' }],
    ['removal must be retain or destroy', { removal: 'delete' }],
    ['logRetentionDays must be one of 1, 3, 5', { logRetentionDays: 10 }],
    ['eventArchiveDays must be a whole number from 1', { eventArchiveDays: 1.5 }],
    ['throttling of default must have', { throttling: { default: { ratePerSecond: 0, burst: 1 } } }],
    [
      'throttling of quote-bets must have',
      {
        throttling: { default: throttle, routes: { 'quote-bets': { ratePerSecond: 5 } } },
      },
    ],
    [
      'throttling.routes names quotes, which is none of',
      {
        throttling: { default: throttle, routes: { quotes: throttle } },
      },
    ],
    [
      'throttling.routes names relay-outbox, which is none of',
      {
        throttling: { default: throttle, routes: { 'relay-outbox': throttle } },
      },
    ],
    [
      'jwt.issuer must be a URL with https://',
      { jwt: { issuer: 'http://issuer.example', audience: ['hub'] } },
    ],
    ['jwt.audience must name at least one', { jwt: { issuer: 'https://issuer.example', audience: [] } }],
    ['machineClients must not be empty without jwt', { machineClients: [] }],
    ['machineClients must have different ids', { machineClients: [reader, reader] }],
    ['the id of machine client A must be', { machineClients: [{ ...reader, id: 'A' }] }],
    [
      'machine client reader must have one or more of the scopes cashout:read, cashout:write',
      {
        machineClients: [{ id: 'reader', scopes: ['cashout:all'] }],
      },
    ],
    ['reservedConcurrency names relay, which is none of', { reservedConcurrency: { relay: 1 } }],
    ['reservedConcurrency of relay-outbox must be', { reservedConcurrency: { 'relay-outbox': 0 } }],
    ['the name of consumer CRM must be', { consumers: [{ ...audit, name: 'CRM' }] }],
    ['consumers must have different names', { consumers: [audit, audit] }],
    [
      'consumers must have different names',
      { webhooks: [audit], consumers: [{ ...audit, name: 'webhook-audit' }] },
    ],
    ['webhooks must have different names', { webhooks: [audit, audit] }],
    ['the name of webhook CRM must be 1 to 19', { webhooks: [{ ...audit, name: 'CRM' }] }],
    [
      'the name of webhook a234567890-123456789 must be',
      { webhooks: [{ ...audit, name: 'a234567890-123456789' }] },
    ],
    ['webhook audit must have', { webhooks: [{ ...audit, events: [] }] }],
    ['webhook audit must have', { webhooks: [{ ...audit, events: ['CashoutMade'] }] }],
    ['eventRetentionDays must be a whole number from 1', { eventRetentionDays: 0 }],
    ['consumers must have different names', { consumers: [{ ...audit, name: 'relay-outbox' }] }],
    ['consumer audit must have', { consumers: [{ ...audit, events: [] }] }],
    ['consumer audit must have', { consumers: [{ ...audit, events: ['CashoutSettled', 'CashoutMade'] }] }],
    ['readerArns of roles, users or accounts, not *', { consumers: [{ ...audit, readerArns: ['*'] }] }],
    [
      'readerArns of roles, users or accounts, not arn',
      { consumers: [{ ...audit, readerArns: ['arn:aws:iam::123456789012:role/*'] }] },
    ],
    ['extraCurrencies must not change EUR', { extraCurrencies: { EUR: 3 } }],
    ['extraCurrencies: u btc is no currency code', { extraCurrencies: { 'u btc': 8 } }],
    ['extraCurrencies: UBTC must have 0 to 18 minor digits', { extraCurrencies: { UBTC: -1 } }],
    ['alarms.email must be an e-mail address', { alarms: { email: 'on-call' } }],
    ['alarms.topicArn must be the ARN of a topic', { alarms: { topicArn: 'alarms' } }],
  ])('Given a wrong value, then the fault says: %s', (fault, change) => {
    const faults = configFaults({ ...dev, ...change });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });
});
