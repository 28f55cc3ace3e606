import { describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import { chosenStage } from '../../../infra/config.ts';
import { volatileTablePrefix } from '../../../infra/dlq/aws-endpoints.ts';
import { awsFailureQueues } from '../../../infra/dlq/aws-queues.ts';
import { aQueueOperation } from './a-queue-operation.ts';
import { synthesizeCell } from './cell-under-test.ts';

const config = {
  ...chosenStage('dev').config,
  consumers: [{ name: 'crm', events: 'all' as const }],
  webhooks: [
    { name: 'crm', events: 'all' as const },
    { name: 'risk', events: 'all' as const },
  ],
};
const operations = [...manifest, aQueueOperation];
const cell = synthesizeCell({ config, operations });
const known = awsFailureQueues('dev', config, operations);
const queues = cell.service.all('AWS::SQS::Queue');

describe('queues that should be empty', () => {
  it('Given a stage, then npm run dlq knows each of them by its name, and none that is not deployed', () => {
    const failureQueues = queues.filter(({ properties }) => properties.RedrivePolicy === undefined);
    expect(known.map(({ queueName }) => queueName).sort()).toEqual(
      failureQueues.map(({ properties }) => properties.QueueName).sort(),
    );
    expect(new Set(known.map(({ name }) => name)).size).toBe(known.length);
  });

  it('Given one it redrives, then that holds the dead letters of a queue', () => {
    const deadLetters = queues.filter(({ properties }) => properties.RedriveAllowPolicy !== undefined);
    const redriven = known.filter(({ remedy }) => remedy.type === 'redrive');
    expect(redriven.map(({ queueName }) => queueName).sort()).toEqual(
      deadLetters.map(({ properties }) => properties.QueueName).sort(),
    );
  });

  it('Given names as long as a stage may have them, then SQS takes them', () => {
    const stage = 's'.repeat(24);
    const longest = { consumers: [{ ...config.consumers[0], name: 'c'.repeat(24), events: 'all' as const }] };
    const webhooks = [{ name: 'w'.repeat(19), events: 'all' as const }];
    for (const { queueName } of awsFailureQueues(stage, { ...longest, webhooks }, operations)) {
      expect(queueName).toMatch(/^[\w-]{1,80}$/);
    }
  });

  it('Given the volatile table, then its name begins as the command expects it', () => {
    const table = cell.data
      .all('AWS::DynamoDB::Table')
      .find(({ logicalId }) => logicalId === 'VolatileTable');
    expect(table?.properties.TableName).toBeUndefined();
    expect(`${cell.dataStackName}-${table?.logicalId}-`).toBe(volatileTablePrefix('dev'));
  });
});
