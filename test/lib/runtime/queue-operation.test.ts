import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import { memoryQueueVisibility } from '../../../lib/adapters/memory/queue-visibility.ts';
import { longestHidingMs } from '../../../lib/ports/queue-visibility.ts';
import type { Log, LogFields } from '../../../lib/ports/telemetry.ts';
import { ledger } from '../../../lib/runtime/aws/ledger.ts';
import { ownQueue } from '../../../lib/runtime/aws/own-queue.ts';
import type { Dependencies } from '../../../lib/runtime/dependencies.ts';
import { onLambda } from '../../../lib/runtime/lambda.ts';
import {
  batchQueueOperation,
  queueOperation,
  type ReceivedEvent,
  type Verdict,
} from '../../../lib/runtime/queue-operation.ts';
import { noon } from '../../support/builders.ts';
import { type QueueMessageGiven, queueMessage } from '../../support/queue-messages.ts';

const secret = 'a name of a player';
const data = { cashoutId: 'co_1', secret };

function message(id: string, given: Partial<QueueMessageGiven> = {}): SQSRecord {
  return queueMessage(id, { data, metadata: { ofALaterRelease: 7 }, ...given });
}

function given(handle: (event: ReceivedEvent) => Promise<Verdict>) {
  const told: { readonly message: string; readonly fields: LogFields | undefined }[] = [];
  const counted: Record<string, number> = {};
  const log: Log = {
    info: () => undefined,
    warn: (text, fields) => void told.push({ message: text, fields }),
    error: (text, _fault, fields) => void told.push({ message: text, fields }),
  };
  const visibility = memoryQueueVisibility();
  const needs = {
    clock: manualClock(noon),
    ids: { next: () => 'id' },
    log,
    metrics: {
      count(name: string, by = 1) {
        counted[name] = (counted[name] ?? 0) + by;
      },
    },
    visibility,
  };
  const handler = queueOperation('a-consumer', () => handle).bind(needs);
  const run = async (...records: readonly SQSRecord[]) => {
    const { batchItemFailures } = await handler({ Records: [...records] }, { awsRequestId: 'r' });
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  return { run, needs, visibility, told, counted };
}

describe('an operation with a queue', () => {
  it('Given an event, then its consumer gets it with all it says, what later releases add included', async () => {
    const received: ReceivedEvent[] = [];
    const { run, visibility } = given(async (event) => {
      received.push(event);
      return 'done';
    });
    const record = message('ev_1', { receives: 4 });
    expect(await run(record)).toEqual([]);
    expect(received).toEqual([
      {
        type: 'CashoutSettled',
        busId: 'bus-ev_1',
        at: noon,
        metadata: expect.objectContaining({ id: 'ev_1', sequence: 3, client: null, ofALaterRelease: 7 }),
        data: { cashoutId: 'co_1', secret },
        receiveCount: 4,
        sentAt: noon,
        body: record.body,
        queue: 'a-consumer',
      },
    ]);
    expect(visibility.hidden).toEqual([]);
  });

  it.each<[Verdict, number, number]>([
    ['retry', 1, 5_000],
    ['retry', 2, 10_000],
    ['retry', 8, 640_000],
    ['retry', 9, 900_000],
    ['retry', 100, 900_000],
    [{ retryInMs: 1_500 }, 3, 1_500],
    [{ retryInMs: 0 }, 3, 0],
    [{ retryInMs: -5 }, 3, 0],
    [{ retryInMs: 99 * 3_600_000 }, 3, longestHidingMs],
  ])(
    'Given the verdict %j at receive %i, then it comes again after %i ms',
    async (verdict, receives, forMs) => {
      const { run, visibility } = given(async () => verdict);
      expect(await run(message('a', { receives }))).toEqual(['message-a']);
      expect(visibility.hidden).toEqual([{ receiptHandle: 'handle-a', forMs }]);
    },
  );

  it('Given one event of a batch cannot be handled, then it alone is retried, and told without its content', async () => {
    const { run, visibility, told, counted } = given(async ({ metadata }) => {
      if (metadata.id === 'b') throw new Error('the other side is away');
      return 'done';
    });
    expect(await run(message('a'), message('b', { receives: 2 }), message('c'))).toEqual(['message-b']);
    expect(visibility.hidden).toEqual([{ receiptHandle: 'handle-b', forMs: 10_000 }]);
    expect(told).toEqual([
      {
        message: 'an event could not be handled',
        fields: { eventId: 'b', type: 'CashoutSettled', receiveCount: 2 },
      },
    ]);
    expect(counted).toEqual({ EventsFailed: 1 });
  });

  it.each<[string, string]>([
    ['no JSON', `{"detail": ${secret}`],
    ['nothing', ''],
    ['a list', '[]'],
    ['an event of somebody else', bodyWith({ source: 'aws.s3' })],
    ['an event without an id', bodyWith({ detail: { metadata: {}, data: {} } })],
    ['an event of another version', bodyWith({ detail: { metadata: { id: 'a', version: 2 }, data: {} } })],
    ['an event without data', bodyWith({ detail: { metadata: metadataOf(message('a').body), data: null } })],
  ])(
    'Given %s, then it goes on to the dead letters at once, is told without its content, and holds nobody up',
    async (_, body) => {
      const handled: string[] = [];
      const { run, visibility, told, counted } = given(async ({ metadata }) => {
        handled.push(metadata.id);
        return 'done';
      });
      expect(await run(message('poison', { body }), message('good'))).toEqual(['message-poison']);
      expect(handled).toEqual(['good']);
      expect(visibility.hidden).toEqual([{ receiptHandle: 'handle-poison', forMs: 0 }]);
      expect(counted).toEqual({ EventsUnreadable: 1 });
      expect(told).toHaveLength(1);
      expect(JSON.stringify(told)).not.toContain(secret);
    },
  );

  it('Given the queue does not take the time, then the event is still one to retry', async () => {
    const { run, visibility, told } = given(async () => 'retry');
    visibility.setAvailable(false);
    expect(await run(message('a'))).toEqual(['message-a']);
    expect(told).toHaveLength(1);
  });

  it.each<[string, (events: readonly ReceivedEvent[]) => Promise<readonly Verdict[]>]>([
    ['throws', () => Promise.reject(new Error('broken'))],
    ['forgets one', async () => ['done']],
  ])('Given a batch whose handler %s, then all of it is retried', async (_, handle) => {
    const { needs } = given(async () => 'done');
    const handler = batchQueueOperation('a-consumer', () => handle).bind(needs);
    const { batchItemFailures } = await handler(
      { Records: [message('a'), message('b')] },
      { awsRequestId: 'r' },
    );
    expect(batchItemFailures).toHaveLength(2);
  });

  it('Given a batch, then each event has the verdict of its place', async () => {
    const { needs } = given(async () => 'done');
    const handler = batchQueueOperation('a-consumer', () => async (events) => {
      expect(events.map(({ metadata }) => metadata.id)).toEqual(['a', 'c']);
      return ['done', 'retry'];
    }).bind(needs);
    const Records = [message('a'), message('b', { body: '{' }), message('c')];
    const { batchItemFailures } = await handler({ Records }, { awsRequestId: 'r' });
    expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort()).toEqual([
      'message-b',
      'message-c',
    ]);
  });
});

describe('the Lambda of an operation with a queue', () => {
  it('Given its environment is incomplete, then it names the address of its queue among what is missing', async () => {
    const operation = queueOperation(
      'a-consumer',
      ({ bets }: Pick<Dependencies, 'bets'>) =>
        async ({ data: { betId } }) =>
          (await bets.load({ provider: 'gr8', betId: String(betId) })).version > 0 ? 'done' : 'retry',
    );
    const handler = onLambda(operation, ownQueue, ledger);
    await expect(handler({ Records: [] }, { awsRequestId: 'r' })).rejects.toThrow(
      'missing environment variables: EXTRA_CURRENCIES, METRICS_NAMESPACE, QUEUE_URL, LEDGER_TABLE',
    );
  });
});

function bodyWith(change: object): string {
  return JSON.stringify({ ...JSON.parse(message('a').body), ...change });
}

function metadataOf(body: string): unknown {
  return JSON.parse(body).detail.metadata;
}
