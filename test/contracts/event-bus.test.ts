import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { localBus } from '../../infra/local/engine/bus.ts';
import { eventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';
import { memoryEventBus } from '../../lib/adapters/memory/event-bus.ts';
import { randomIds } from '../../lib/adapters/system/random-ids.ts';
import { eventSource } from '../../lib/contracts/events/cashout-event.ts';
import type { BusEvent } from '../../lib/ports/event-bus.ts';
import {
  type EventBridgeServer,
  type ReceivedEntry,
  startEventBridgeServer,
} from '../support/event-bridge-server.ts';
import { noon } from '../support/sample-bets.ts';
import { eventBusContract } from './event-bus.contract.ts';

eventBusContract('memory', async () => {
  const bus = memoryEventBus();
  return {
    bus,
    published: () => bus.published,
    setAvailable: bus.setAvailable,
    refuse: (ids) => bus.refuseEntries(({ detail }) => ids.includes(detail.metadata.id)),
    loseNextAnswer: bus.loseNextAnswer,
    stop: async () => {},
  };
});

eventBusContract('local', async () => {
  const bus = localBus({ ids: randomIds(), source: eventSource });
  const refused = new Set<string>();
  const putAt = new Map<string, number>();
  let losesAnswer = false;
  return {
    bus: {
      // The local bus refuses no single entry and loses no answer: both happen on the way to it and back.
      async put(events) {
        for (const { at, detail } of events) putAt.set(detail.metadata.id, at);
        const reaching = events.filter(({ detail }) => !refused.has(detail.metadata.id));
        const answers = await bus.put(reaching);
        if (losesAnswer) {
          losesAnswer = false;
          throw new Error('the answer was lost');
        }
        return events.map((event) => answers[reaching.indexOf(event)] ?? false);
      },
    },
    // It cuts times to the second, as EventBridge does for those who get its events.
    published: () =>
      bus.events().map((carried) => {
        const detail = carried.detail as BusEvent['detail'];
        const at = putAt.get(detail.metadata.id) ?? Number.NaN;
        expect(Date.parse(carried.time)).toBe(Math.floor(at / 1000) * 1000);
        return { type: carried['detail-type'], at, detail };
      }),
    setAvailable: (available) => bus.setOutage(!available),
    refuse: (ids) => {
      for (const id of ids) refused.add(id);
    },
    loseNextAnswer() {
      losesAnswer = true;
    },
    stop: async () => {},
  };
});

eventBusContract('EventBridge', async () => {
  const server = await startEventBridgeServer();
  const client = clientOf(server);
  return {
    bus: eventBridgeBus({ client, busName: 'cashout-hub' }),
    published: () => server.taken.map(toEvent),
    setAvailable: server.setAvailable,
    refuse: (ids) => server.refuseEntries((entry) => ids.includes(toEvent(entry).detail.metadata.id)),
    loseNextAnswer: server.loseNextAnswer,
    async stop() {
      client.destroy();
      await server.stop();
    },
  };
});

describe('EventBridge entries', () => {
  let server: EventBridgeServer;
  beforeAll(async () => {
    server = await startEventBridgeServer();
  });
  afterAll(() => server.stop());

  it('Given an event, When it is put, Then its entry names bus, source, type and time', async () => {
    const event = { type: 'CashoutDeclined', at: noon + 250, detail: { metadata: { id: 'e1' }, data: null } };
    const client = clientOf(server);
    await eventBridgeBus({ client, busName: 'bus-of-a-cell' }).put([event]);
    client.destroy();
    expect(server.taken).toStrictEqual([
      {
        EventBusName: 'bus-of-a-cell',
        Source: 'cashout-hub',
        DetailType: 'CashoutDeclined',
        Time: (noon + 250) / 1000,
        Detail: '{"metadata":{"id":"e1"},"data":null}',
      },
    ]);
  });
});

function toEvent({ DetailType, Time, Detail }: ReceivedEntry): BusEvent {
  return { type: DetailType, at: Math.round(Time * 1000), detail: JSON.parse(Detail) };
}

/** A client that does not repeat calls, so that a test sees what one call brings. */
function clientOf({ endpoint }: EventBridgeServer): EventBridgeClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return new EventBridgeClient({ endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
}
