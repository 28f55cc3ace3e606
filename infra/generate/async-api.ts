import { eventSource } from '../../lib/contracts/events/cashout-event.ts';
import { eventDefinitions, hubEventTypes } from '../../lib/contracts/events/event-schemas.ts';
import { jsonSchemaOf, toText } from './event-schemas.ts';

/** AsyncAPI 3: the bus, and every event on it. */
export function asyncApi(): string {
  const messages = Object.fromEntries(
    hubEventTypes.map((type) => [
      type,
      {
        name: type,
        title: type,
        summary: eventDefinitions[type].told,
        contentType: 'application/json',
        payload: payloadOf(type),
      },
    ]),
  );
  return toText({
    asyncapi: '3.0.0',
    info: {
      title: 'Cashout Hub events',
      version: '1',
      description:
        'What happened to cashouts and pay-outs, at least once and in no promised order: metadata.id tells a repeat, metadata.sequence which of two events of one bet is the later.',
    },
    defaultContentType: 'application/json',
    channels: {
      bus: {
        address: eventSource,
        description: 'The EventBridge bus; consumers have a queue behind a rule, or a webhook.',
        messages: Object.fromEntries(
          hubEventTypes.map((type) => [type, { $ref: `#/components/messages/${type}` }]),
        ),
      },
    },
    operations: {
      publish: {
        action: 'send',
        channel: { $ref: '#/channels/bus' },
        summary: 'The hub publishes its events.',
      },
    },
    components: { messages },
  });
}

/** The event as EventBridge hands it over. */
function payloadOf(type: (typeof hubEventTypes)[number]) {
  const { $id: _, $schema: __, ...detail } = jsonSchemaOf(type);
  return {
    type: 'object',
    properties: {
      'detail-type': { const: type },
      source: { const: eventSource },
      time: { type: 'string', format: 'date-time' },
      detail,
    },
    required: ['detail-type', 'source', 'time', 'detail'],
  };
}
