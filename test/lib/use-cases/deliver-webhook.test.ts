import { describe, expect, it } from 'vitest';
import { memoryEndpointStates } from '../../../lib/adapters/memory/endpoint-states.ts';
import { manualClock } from '../../../lib/adapters/memory/manual-clock.ts';
import type { Log, LogFields } from '../../../lib/ports/telemetry.ts';
import type { WebhookMessage, WebhookResult, WebhookSender } from '../../../lib/ports/webhook-sender.ts';
import { deliverWebhook, lateWebhook } from '../../../lib/use-cases/deliver-webhook.ts';
import { noon } from '../../support/sample-bets.ts';

const dayMs = 24 * 3_600_000;
const url = 'https://hooks.example.com/?token=s3cret';
const event = {
  type: 'CashoutSettled',
  metadata: {
    id: 'ev_1',
    version: 1,
    sequence: 3,
    occurredAt: '2026-03-01T11:59:00.000Z',
    correlationId: 'corr',
    causationId: 'cause',
    client: null,
    ofALaterRelease: 7,
  },
  data: { cashoutId: 'co_1', betId: 'a bet nobody else knows' },
} as const;

interface Told {
  readonly message: string;
  readonly fields: LogFields | undefined;
}

function given(answer: (message: WebhookMessage) => WebhookResult | Promise<WebhookResult>) {
  const clock = manualClock(noon);
  const sent: WebhookMessage[] = [];
  const told: Told[] = [];
  const counted: Readonly<Record<string, string>>[] = [];
  let where: string | null = url;
  const log: Log = {
    info: () => undefined,
    warn: (message, fields) => void told.push({ message, fields }),
    error: (message, _fault, fields) => void told.push({ message, fields }),
  };
  const webhooks: WebhookSender = {
    urlOf: async () => where,
    async send(message) {
      sent.push(message);
      return answer(message);
    },
  };
  const needs = {
    webhooks,
    endpointStates: memoryEndpointStates(),
    clock,
    random: () => 0.5,
    log,
    metrics: {
      count: (_name: string, _amount = 1, dimensions: Readonly<Record<string, string>> = {}) =>
        void counted.push(dimensions),
    },
  };
  return {
    sent,
    told,
    counted,
    needs,
    moveTo(next: string | null) {
      where = next;
    },
    deliver: (receives = 1, ageMs = 0) =>
      deliverWebhook(needs, { endpoint: 'crm', event, receives, sentAt: noon - ageMs }),
  };
}

const delivered = { outcome: 'delivered' } as const;
const failed = { outcome: 'failed', cause: 'status 500' } as const;
const gone = { outcome: 'gone', url } as const;

describe('delivering a webhook', () => {
  it('Given an endpoint that takes it, then it is done, and what was sent is the event', async () => {
    const { deliver, sent, told, counted } = given(() => delivered);
    expect(await deliver()).toBeNull();
    expect(sent.map(({ body, ...rest }) => ({ ...rest, body: JSON.parse(body) }))).toEqual([
      {
        endpoint: 'crm',
        id: 'ev_1',
        body: {
          type: 'CashoutSettled',
          timestamp: event.metadata.occurredAt,
          metadata: event.metadata,
          data: event.data,
        },
      },
    ]);
    expect(told).toEqual([]);
    expect(counted).toEqual([{ endpoint: 'crm', outcome: 'delivered' }]);
  });

  it.each([
    [1, 5_000],
    [4, 2 * 3_600_000],
    [12, 10.5 * 3_600_000],
  ])('Given it fails at attempt %i, then it comes again after %i ms', async (receives, waitMs) => {
    const { deliver } = given(() => failed);
    expect(await deliver(receives)).toBe(waitMs);
  });

  it.each([
    [3, 'a webhook is not delivered yet'],
    [4, lateWebhook],
  ])(
    'Given it fails at attempt %i, then the log says that %s, and nothing of its content',
    async (receives, message) => {
      const { deliver, told } = given(() => failed);
      await deliver(receives);
      expect(told).toEqual([
        {
          message,
          fields: {
            endpoint: 'crm',
            eventId: 'ev_1',
            type: 'CashoutSettled',
            attempt: receives,
            outcome: 'failed',
            cause: 'status 500',
            givenUp: false,
          },
        },
      ]);
    },
  );

  it('Given it failed for three days, then it is given up, and comes again without an attempt until it is a dead letter', async () => {
    const { deliver, sent, told } = given(() => failed);
    expect(await deliver(12, 3 * dayMs)).toBe(0);
    expect(told[0]?.fields).toMatchObject({ givenUp: true });
    expect(await deliver(13, 3 * dayMs)).toBe(0);
    expect([sent.length, told.length]).toEqual([1, 1]);
  });

  it('Given it waited for days in its queue, then it is attempted all the same', async () => {
    const { deliver } = given(() => delivered);
    expect(await deliver(1, 5 * dayMs)).toBeNull();
  });

  it('Given an endpoint that says it is gone, then nothing is sent to it any more, and events keep coming again', async () => {
    const { deliver, sent, counted } = given(() => gone);
    expect(await deliver()).toBe(5_000);
    expect(await deliver(2)).toBe(300_000);
    expect(sent).toHaveLength(1);
    expect(counted.map(({ outcome }) => outcome)).toEqual(['gone', 'disabled']);
  });

  it('Given it moves to another URL, then it begins anew', async () => {
    const { deliver, sent, moveTo } = given(() => (sent.length === 1 ? gone : delivered));
    await deliver();
    moveTo('https://hooks.example.com/v2');
    expect(await deliver(2)).toBeNull();
  });

  it('Given it moved while it was asked, then the URL that said so is disabled and no other', async () => {
    const { deliver, needs, moveTo } = given(() => {
      moveTo('https://hooks.example.com/v2');
      return gone;
    });
    await deliver();
    expect(await needs.endpointStates.isDisabled('crm', url)).toBe(true);
    expect(await needs.endpointStates.isDisabled('crm', 'https://hooks.example.com/v2')).toBe(false);
  });

  it('Given an endpoint nobody has configured, then events keep coming again', async () => {
    const { deliver, sent, moveTo, counted } = given(() => delivered);
    moveTo(null);
    expect(await deliver()).toBe(5_000);
    expect(sent).toEqual([]);
    expect(counted).toEqual([{ endpoint: 'crm', outcome: 'not-configured' }]);
  });

  it.each<[string, (world: ReturnType<typeof given>) => void]>([
    ['the settings cannot be read', ({ needs }) => Object.assign(needs.webhooks, { urlOf: broken })],
    ['states cannot be read', ({ needs }) => Object.assign(needs.endpointStates, { isDisabled: broken })],
    ['a state cannot be written', ({ needs }) => Object.assign(needs.endpointStates, { disable: broken })],
  ])('Given %s, then the event comes again', async (_, breakIt) => {
    const world = given(() => gone);
    breakIt(world);
    expect(await world.deliver(2)).toBe(300_000);
    expect(world.counted).toEqual([{ endpoint: 'crm', outcome: 'not-attempted' }]);
    expect(JSON.stringify(world.told)).not.toContain('s3cret');
  });

  it('Given any outcome, then neither the URL nor the content is logged', async () => {
    for (const result of [delivered, failed, gone]) {
      const { deliver, told } = given(() => result);
      for (const receives of [1, 5]) await deliver(receives);
      expect(JSON.stringify(told)).not.toMatch(/s3cret|nobody else knows/);
    }
  });
});

async function broken(): Promise<never> {
  throw new Error('not now');
}
