import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { manifest } from '../../../functions/manifest.ts';
import {
  bundleOperations,
  bundleReport,
  maxApiBundleBytes,
} from '../../../infra/constructs/operation-bundles.ts';
import { type DynamoEngine, startDynalite } from '../../support/dynalite.ts';
import { startS3Server } from '../../support/s3-server.ts';

// Outside of the repository, so that a bundle finds no package that was left out of it, as on Lambda.
const outDir = mkdtempSync(join(tmpdir(), 'cashout-hub-bundles-'));
const bundles = bundleOperations(manifest, outDir);

afterAll(() => rmSync(outDir, { recursive: true }));

/** Imports the bundle, tells what that started, then invokes it with the event of argv. */
const runner = `
  const [path, event] = process.argv.slice(2);
  const { handler } = await import(path);
  const busyWith = process.getActiveResourcesInfo().filter((kind) => kind !== 'PipeWrap');
  const tell = (told) => console.error(JSON.stringify({ busyWith, ...told }));
  try {
    tell({ answer: await handler(JSON.parse(event), { awsRequestId: 'run-1' }) });
  } catch ({ name, message }) {
    tell({ fault: { name, message } });
  }
  process.exit();
`;
const runnerFile = join(outDir, 'run.mjs');
writeFileSync(runnerFile, runner);

async function run(id: string, event: object, env: Record<string, string> = {}) {
  const bundle = join(bundles.get(id)?.directory ?? '', 'index.mjs');
  const args = [runnerFile, bundle, JSON.stringify(event)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { env });
  return { ...JSON.parse(stderr), stdout };
}

/** Starting a process takes long on a busy machine. */
const timeout = 60_000;

describe('bundles', { timeout }, () => {
  it.each(manifest.filter(({ trigger }) => trigger.type === 'http'))(
    'Given $id, then its bundle is within the budget of an API',
    ({ id }) => {
      expect(bundles.get(id)?.bytes).toBeLessThanOrEqual(maxApiBundleBytes);
    },
  );

  it.each(manifest)('Given $id, then what was left out of it is not needed to load it', ({ id }) => {
    const kinds = bundles.get(id)?.leftOut.map(({ kind }) => kind) ?? [];
    expect(kinds.filter((kind) => kind !== 'dynamic-import')).toEqual([]);
  });

  it('Given a bundle over the budget, then the report says so', () => {
    const [operation] = manifest;
    if (operation === undefined) throw new Error('the manifest is empty');
    const bundle = { directory: '', bytes: 420_001, leftOut: [] };
    expect(bundleReport([operation], new Map([[operation.id, bundle]]))).toBe(
      `  420 kB  ${operation.id}  over the budget of 420 kB\n`,
    );
  });

  it('Given request-cashout is imported, then nothing happens; called without environment, it names all that is missing', async () => {
    expect(await run('request-cashout', {})).toEqual({
      busyWith: [],
      stdout: '',
      fault: {
        name: 'EnvFault',
        message:
          'missing environment variables: EXTRA_CURRENCIES, METRICS_NAMESPACE, LEDGER_TABLE, VOLATILE_TABLE, GR8_SECRET, ODDS88_SECRET, ODDSGIGANT_SECRET',
      },
    });
  });

  it('Given the environment of Lambda, then a bundle signs its calls and reads the ledger', async () => {
    const engine = await startDynalite();
    try {
      const event = {
        headers: {},
        pathParameters: { provider: 'gr8', betId: '33f0042d-ce58-4036-95e5-b3f8e1ef5a8f' },
        requestContext: { authorizer: { jwt: { claims: { client_id: 'shop' } } } },
      };
      const { answer } = await run('get-bet', event, {
        AWS_REGION: 'eu-central-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: await urlOf(engine),
        EXTRA_CURRENCIES: '{}',
        METRICS_NAMESPACE: 'CashoutHub/test',
        LEDGER_TABLE: engine.tables.ledger,
      });
      expect(answer.statusCode).toBe(404);
      expect(JSON.parse(answer.body)).toMatchObject({ code: 'bet-not-found' });
    } finally {
      await engine.stop();
    }
  });

  it('Given the environment of Lambda, then archive-events stores what its queue hands over', async () => {
    const server = await startS3Server();
    try {
      const metadata = { id: 'ev_1', version: 1, sequence: 1, occurredAt: '2026-03-01T12:00:00.000Z' };
      const body = JSON.stringify({
        id: 'bus-1',
        time: '2026-03-01T12:00:00Z',
        source: 'cashout-hub',
        'detail-type': 'CashoutSettled',
        detail: { metadata, data: {} },
      });
      const attributes = { ApproximateReceiveCount: '1', SentTimestamp: '0' };
      const eventSourceARN = 'arn:aws:sqs:eu-central-1:123456789012:archive-events';
      const message = { messageId: 'm', receiptHandle: 'h', body, attributes, eventSourceARN };
      const { answer } = await run(
        'archive-events',
        { Records: [message] },
        {
          AWS_REGION: 'eu-central-1',
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_ENDPOINT_URL_S3: server.endpoint,
          EXTRA_CURRENCIES: '{}',
          METRICS_NAMESPACE: 'CashoutHub/test',
          EVENT_ARCHIVE: 'archive',
          QUEUE_URL: 'https://sqs.eu-central-1.amazonaws.com/123456789012/archive-events',
        },
      );
      expect(answer).toEqual({ batchItemFailures: [] });
      expect([...server.objects]).toEqual([['archive/events/2026/03/01/ev_1.json', body]]);
    } finally {
      await server.stop();
    }
  });
});

async function urlOf({ client }: DynamoEngine): Promise<string> {
  const endpoint = await client.config.endpoint?.();
  return `http://127.0.0.1:${endpoint?.port}`;
}
