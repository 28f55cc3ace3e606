import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chosenStage } from '../../../infra/config.ts';
import { volatileTablePrefix } from '../../../infra/dlq/aws-endpoints.ts';
import { awsTarget } from '../../../infra/dlq/aws-target.ts';
import { createMissingTables } from '../../../infra/local/database-tables.ts';
import { type DynamoEngine, startDynalite } from '../../support/dynalite.ts';
import { queueMessage } from '../../support/queue-messages.ts';
import { type SqsServer, startSqsServer } from '../../support/sqs-server.ts';
import { aQueueOperation } from '../cdk/a-queue-operation.ts';
import { type Ran, ran } from './ran.ts';

const dead = 'cashout-hub-dev-tell-somebody_dead-letters';
const deadWebhooks = 'cashout-hub-dev-webhook-crm_dead-letters';
const volatileTable = `${volatileTablePrefix('dev')}1ABC`;
const disabled = { pk: { S: 'ENDPOINT#crm' } };

const operations = [
  aQueueOperation,
  {
    ...aQueueOperation,
    id: 'deliver-webhooks',
    trigger: { type: 'endpoint-queues', batchSize: 1, maxReceives: 9 },
  },
  {
    ...aQueueOperation,
    id: 'relay-outbox',
    trigger: { type: 'stream', table: 'ledger', onlyWith: 'outbox' },
  },
  { ...aQueueOperation, id: 'sweep-due-work', trigger: { type: 'schedule', everySeconds: 60 } },
] as const;

let sqs: SqsServer;
let dynamo: DynamoEngine;
beforeAll(async () => {
  dynamo = await startDynalite();
  const names = { ledger: 'another-ledger', volatile: volatileTable };
  await createMissingTables(dynamo.client, names, { streamsAndTimeToLive: false });
});
afterAll(() => dynamo.stop());
beforeEach(async () => {
  sqs = await startSqsServer();
});
afterEach(() => sqs.stop());

function dlq(line: string): Promise<Ran> {
  return ran(`${line} --stage dev`, () =>
    awsTarget({
      stage: 'dev',
      operations,
      config: { ...chosenStage('dev').config, webhooks: [{ name: 'crm', events: 'all' }] },
      clients: { sqs: sqs.client, dynamodb: dynamo.client },
      pause: async () => undefined,
    }),
  );
}

const cashedOut = { provider: 'gr8', betId: 'b1', cashoutId: 'co_1', playerId: 'p1' };
const letter = (id: string) => ({
  id: `m-${id}`,
  body: queueMessage(id, { data: cashedOut }).body,
  receives: 120,
});
const letters = (count: number) => Array.from({ length: count }, (_, place) => letter(`ev_${place}`));

describe('list --stage', () => {
  it('Given queues with and without messages, then each is counted by its name, and those away are named', async () => {
    sqs.put(dead, letter('ev_1'), letter('ev_2'));
    sqs.put('cashout-hub-dev-tell-somebody_undelivered');
    sqs.put('cashout-hub-dev-relay-outbox_failures', { id: 'm', body: '{}' });
    const { code, out } = await dlq('list --json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      place: 'stage dev',
      queues: [
        { name: 'tell-somebody', holds: 'dead letters', messages: 2 },
        expect.objectContaining({ name: 'tell-somebody/undelivered', messages: 0 }),
        { name: 'webhook-crm', holds: 'dead letters', messages: null },
        expect.objectContaining({ name: 'webhook-crm/undelivered', messages: null }),
        {
          name: 'relay-outbox',
          holds: 'what was put aside, and places in the stream that were given up',
          messages: 1,
        },
        expect.objectContaining({ name: 'sweep-due-work', messages: null }),
      ],
    });
    expect((await dlq('list')).out).toMatch(/^NAME +MESSAGES +WHICH ARE\ntell-somebody +2 +dead letters\n/);
  });
});

describe('show --stage', () => {
  it('Given dead letters, then each is told, none is taken away, and it says that this is a sample', async () => {
    sqs.put(dead, ...letters(12));
    const { code, out, told } = await dlq('show tell-somebody');
    expect(code).toBe(0);
    expect(out.split('\n')[1]).toMatch(/^ev_0 +CashoutSettled +gr8\/b1 +co_1 +20\S+Z +120 +- +-$/);
    expect(out.trim().split('\n')).toHaveLength(1 + 12);
    expect(told[0]).toMatch(/^SQS shows a sample/);
    expect(told[1]).toContain('in the log of tell-somebody, under the eventId');
    expect(sqs.visible(dead)).toHaveLength(12);
  });

  it('Given more than the limit, then no more are touched', async () => {
    sqs.put(dead, ...letters(5));
    const { out } = await dlq('show tell-somebody --limit 3 --json');
    expect(JSON.parse(out).letters).toHaveLength(3);
    expect(sqs.visible(dead)).toHaveLength(5);
  });

  it('Given a read that fails half way, then what was read is put back', async () => {
    sqs.put(dead, ...letters(5));
    const show = dlq('show tell-somebody');
    while (!sqs.calls.includes('ReceiveMessage')) await new Promise((resolve) => setImmediate(resolve));
    sqs.refuse('ReceiveMessage', 'AccessDeniedException', 'no kms:Decrypt');
    expect(await show).toMatchObject({ code: 1, out: '' });
    expect(sqs.visible(dead)).toHaveLength(5);
  });

  it('Given whose bet it is, then that is told with --body alone', async () => {
    sqs.put(dead, letter('ev_1'));
    for (const line of ['show tell-somebody', 'show tell-somebody --json']) {
      expect((await dlq(line)).out).not.toContain('playerId');
      expect((await dlq(`${line} --body`)).out).toContain('"playerId": "p1"');
    }
  });

  it('Given what the bus could not deliver, then its cause is told', async () => {
    const attributes = { ERROR_CODE: 'NO_PERMISSIONS', ERROR_MESSAGE: 'the policy\u001b[2J forbids it' };
    sqs.put('cashout-hub-dev-tell-somebody_undelivered', { ...letter('ev_1'), attributes });
    const { out } = await dlq('show tell-somebody/undelivered');
    expect(out).toContain('NO_PERMISSIONS: the policy?[2J forbids it');
  });

  it('Given a place in the stream, then its records and why they were given up are told', async () => {
    const place = {
      requestContext: { condition: 'RetryAttemptsExhausted' },
      DDBStreamBatchInfo: { shardId: 's', startSequenceNumber: '100', endSequenceNumber: '102' },
    };
    sqs.put('cashout-hub-dev-relay-outbox_failures', { id: 'm', body: JSON.stringify(place) });
    expect((await dlq('show relay-outbox')).out).toMatch(/100 … 102 +stream records, RetryAttemptsExhausted/);
  });

  it('Given something an operation put aside, then item and cause are told, also to programs', async () => {
    const cause = { fault: 'CorruptRow', message: 'row BET#gr8#b1 is corrupt at cashouts: invalid_type' };
    const place = { eventId: 'e1', sequence: '100', at: '2026-03-01T12:00:00.000Z' };
    const aside = { operation: 'relay-outbox', item: 'BET#gr8#b1', cause, ...place };
    sqs.put('cashout-hub-dev-relay-outbox_failures', { id: 'm', body: JSON.stringify(aside) });
    const told = `${cause.fault}: ${cause.message}`;
    const { out } = await dlq('show relay-outbox');
    expect(out).toMatch(/100 +put aside by relay-outbox +gr8\/b1 +- +2026-03-01T12:00:00.000Z +0 +-/);
    expect(out).toContain(told);
    const [letter] = JSON.parse((await dlq('show relay-outbox --json')).out).letters;
    expect(letter).toMatchObject({ event: '100', bet: 'gr8/b1', cause: told });
  });
});

describe('redrive --stage', () => {
  it('Given dead letters, then all go back to their queue, with progress, and earlier moves do not count', async () => {
    sqs.put(dead, ...letters(5));
    sqs.rememberMove(dead);
    const { code, out, told } = await dlq('redrive tell-somebody');
    expect({ code, out }).toEqual({
      code: 0,
      out: '5 of tell-somebody went back into its queue at stage dev.\n',
    });
    expect(told).toEqual([
      'Moving. It goes on in AWS, also when this is stopped.',
      '0 of about 5 moved',
      '2 of about 5 moved',
      '4 of about 5 moved',
    ]);
    expect(sqs.visible(dead)).toEqual([]);
    expect(sqs.visible('cashout-hub-dev-tell-somebody')).toHaveLength(5);
  });

  it('Given --dry-run, then it says what it would do and does nothing', async () => {
    sqs.put(deadWebhooks, ...letters(2));
    const { code, out } = await dlq('redrive webhook-crm --dry-run');
    expect(code).toBe(0);
    expect(out).toMatch(/^Nothing was done\. A redrive of webhook-crm at stage dev, 2 messages, would:\n/);
    expect(out).toContain('enable the webhook endpoint crm again');
    expect(sqs.visible(deadWebhooks)).toHaveLength(2);
    expect(sqs.calls).not.toContain('StartMessageMoveTask');
  });

  it('Given an endpoint that was disabled, then it is enabled before its dead letters move', async () => {
    const row = { ...disabled, url: { S: 'hash' }, disabledAt: { N: '1' } };
    await dynamo.client.send(new PutItemCommand({ TableName: volatileTable, Item: row }));
    sqs.put(deadWebhooks, ...letters(1));
    sqs.refuse('StartMessageMoveTask', 'AccessDeniedException', 'not allowed');
    expect(await dlq('redrive webhook-crm')).toMatchObject({ code: 1 });
    const asked = new GetItemCommand({ TableName: volatileTable, Key: disabled });
    expect((await dynamo.client.send(asked)).Item).toBeUndefined();
  });

  it.each([
    ['relay-outbox', 'sweep-due-work publishes it within the hour'],
    ['sweep-due-work', 'the next one does all this one left undone'],
    ['tell-somebody/undelivered', 'replay the archive of the bus to its one rule'],
  ])('Given %s, then it says what to do instead', async (name, instead) => {
    const { code, told } = await dlq(`redrive ${name}`);
    expect({ code, lines: told.length }).toEqual({ code: 2, lines: 1 });
    expect(told[0]).toContain(instead);
    expect(sqs.calls).toEqual([]);
  });

  it('Given a move that fails, then it says why, and that the rest is where it was', async () => {
    sqs.put(dead, ...letters(5));
    sqs.failNextMove('AWS.SimpleQueueService.NonExistentQueue');
    const { code, told } = await dlq('redrive tell-somebody');
    expect(code).toBe(1);
    expect(told.at(-1)).toMatch(
      /^The move ended as FAILED after about 2 messages: AWS\.Simple.*redrive again\.$/,
    );
  });
});

describe('faults of AWS', () => {
  it.each([
    [
      'AccessDeniedException',
      'not authorized to perform:\n sqs:GetQueueUrl',
      /^AWS does not allow it: not authorized/,
    ],
    ['ExpiredToken', 'expired', /^AWS does not take these credentials \(ExpiredToken\): sign in again/],
    ['InternalError', 'oops', /^AWS answers InternalError: oops/],
  ])('Given %s, then it is one line and the code is 1', async (type, message, line) => {
    sqs.refuse('GetQueueUrl', type, message);
    const { code, told } = await dlq('list');
    expect({ code, lines: told.length }).toEqual({ code: 1, lines: 1 });
    expect(told[0]).toMatch(line);
    expect(told[0]).not.toContain('\n');
  });

  it('Given a queue that is not deployed, then it says which', async () => {
    expect(await dlq('show tell-somebody')).toMatchObject({
      code: 1,
      told: [`The queue ${dead} does not exist: is it the right account and region?`],
    });
  });

  it.each(['show', 'redrive'])('Given a typo in %s, then the known names are listed', async (verb) => {
    const { code, told } = await dlq(`${verb} tell-sombody`);
    expect(code).toBe(2);
    expect(told[0]).toMatch(
      /^There is no 'tell-sombody' at stage dev\. Perhaps tell-somebody\? There are: tell-/,
    );
  });

  it('Given a stage nobody knows, then those there are, are listed', async () => {
    const target = () => awsTarget({ stage: 'prod', pause: async () => undefined });
    expect(await ran('list --stage prod', target)).toMatchObject({
      code: 2,
      told: ['There is no stage "prod". Known stages: dev, staging, production.'],
    });
  });
});
