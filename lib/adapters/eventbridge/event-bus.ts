import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import { eventSource } from '../../contracts/events/cashout-event.ts';
import { assert } from '../../domain/assert.ts';
import { type BusEvent, type EventBus, maxEntriesPerPut } from '../../ports/event-bus.ts';

export interface EventBridgeBusOptions {
  readonly client: EventBridgeClient;
  /** Name or ARN of the bus. */
  readonly busName: string;
}

/** Publishes to EventBridge. A call that fails as a whole throws the SDK's own fault. */
export function eventBridgeBus({ client, busName }: EventBridgeBusOptions): EventBus {
  return {
    async put(events) {
      assert(events.length <= maxEntriesPerPut, `at most ${maxEntriesPerPut} events in one call`);
      // EventBridge refuses a call without entries.
      if (events.length === 0) return [];
      const { Entries = [] } = await client.send(
        new PutEventsCommand({ Entries: events.map((event) => toEntry(event, busName)) }),
      );
      // Only an entry with an id of its own is on the bus; one the answer does not mention is not known to be.
      return events.map((_, position) => {
        const answer = Entries[position];
        return answer?.EventId !== undefined && answer.ErrorCode === undefined;
      });
    },
  };
}

function toEntry({ type, at, detail }: BusEvent, busName: string): PutEventsRequestEntry {
  return {
    EventBusName: busName,
    Source: eventSource,
    DetailType: type,
    Time: new Date(at),
    Detail: JSON.stringify(detail),
  };
}
