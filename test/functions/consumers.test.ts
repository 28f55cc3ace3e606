import type { SQSRecord } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { operation as archiveEvents } from '../../functions/consumers/archive-events.ts';
import { operation as deliverWebhooks } from '../../functions/consumers/deliver-webhooks.ts';
import { memoryEndpointStates } from '../../lib/adapters/memory/endpoint-states.ts';
import { memoryEventArchive } from '../../lib/adapters/memory/event-archive.ts';
import { manualClock } from '../../lib/adapters/memory/manual-clock.ts';
import { memoryQueueVisibility } from '../../lib/adapters/memory/queue-visibility.ts';
import type { WebhookMessage } from '../../lib/ports/webhook-sender.ts';
import { noon } from '../support/sample-bets.ts';
import { silentLog, silentMetrics } from '../support/silent.ts';

const dayMs = 24 * 3_600_000;

interface Sent {
  readonly queue?: string;
  readonly receives?: number;
  readonly ageMs?: number;
}

function record(id: string, { queue = 'own', receives = 1, ageMs = 0 }: Sent = {}): SQSRecord {
  const occurredAt = new Date(noon).toISOString();
  const metadata = {
    id,
    version: 1,
    sequence: 1,
    occurredAt,
    correlationId: 'c',
    causationId: 'd',
    client: null,
  };
  const event = {
    version: '0',
    id: `bus-${id}`,
    'detail-type': 'CashoutSettled',
    source: 'cashout-hub',
    time: occurredAt,
    detail: { metadata, data: { cashoutId: id } },
  };
  return {
    messageId: id,
    receiptHandle: `handle-${id}`,
    body: JSON.stringify(event),
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(noon - ageMs),
      SenderId: '',
      ApproximateFirstReceiveTimestamp: '',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:eu-central-1:123456789012:${queue}`,
    awsRegion: 'eu-central-1',
  };
}

function common() {
  const visibility = memoryQueueVisibility();
  const needs = {
    clock: manualClock(noon),
    ids: { next: () => 'id' },
    log: silentLog,
    metrics: silentMetrics,
    visibility,
  };
  return { needs, visibility };
}

describe('archive-events', () => {
  it('Given an event that cannot be stored among others, then it alone is retried', async () => {
    const { needs, visibility } = common();
    const archive = memoryEventArchive();
    const eventArchive = {
      async put(event: Parameters<typeof archive.put>[0]) {
        if (event.id === 'b') throw new Error('S3 is busy');
        return archive.put(event);
      },
    };
    const records = ['a', 'b', 'c'].map((id) => record(id));
    const handler = archiveEvents.bind({ ...needs, eventArchive });
    const { batchItemFailures } = await handler({ Records: records }, { awsRequestId: 'r' });
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'b' }]);
    expect(visibility.hidden).toEqual([{ receiptHandle: 'handle-b', forMs: 5_000 }]);
    const day = new Date(noon).toISOString().slice(0, 10).replaceAll('-', '/');
    expect([...archive.kept]).toEqual([
      [`events/${day}/a.json`, records[0]?.body],
      [`events/${day}/c.json`, records[2]?.body],
    ]);
  });
});

describe('deliver-webhooks', () => {
  function given(taken: (message: WebhookMessage) => boolean) {
    const { needs, visibility } = common();
    const sent: WebhookMessage[] = [];
    const handler = deliverWebhooks.bind({
      ...needs,
      random: () => 0.5,
      endpointStates: memoryEndpointStates(),
      endpointOf: (queue) => queue.replace('webhook-', ''),
      webhooks: {
        urlOf: async (endpoint) => `https://${endpoint}.example`,
        async send(message) {
          sent.push(message);
          return taken(message) ? { outcome: 'delivered' } : { outcome: 'failed', cause: 'status 500' };
        },
      },
    });
    return { handler, sent, visibility };
  }

  it('Given the queue of an endpoint, then its events go there, and one that is refused comes again by the schedule', async () => {
    const { handler, sent, visibility } = given(({ id }) => id !== 'b');
    const Records = ['a', 'b'].map((id) => record(id, { queue: 'webhook-crm', receives: 3 }));
    const { batchItemFailures } = await handler({ Records }, { awsRequestId: 'r' });
    expect(sent.map(({ endpoint, id }) => [endpoint, id])).toEqual([
      ['crm', 'a'],
      ['crm', 'b'],
    ]);
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'b' }]);
    expect(visibility.hidden).toEqual([{ receiptHandle: 'handle-b', forMs: 30 * 60_000 }]);
  });

  it('Given an event that was tried for three days, then it comes again at once and is not sent', async () => {
    const { handler, sent, visibility } = given(() => true);
    const Records = [record('a', { queue: 'webhook-crm', receives: 13, ageMs: 3 * dayMs })];
    expect((await handler({ Records }, { awsRequestId: 'r' })).batchItemFailures).toHaveLength(1);
    expect(visibility.hidden).toEqual([{ receiptHandle: 'handle-a', forMs: 0 }]);
    expect(sent).toEqual([]);
  });
});
