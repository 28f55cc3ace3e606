import type { CarriedEvent } from './bus.ts';
import { toMessageBody } from './queue-record.ts';
import type { LocalQueues } from './queues.ts';

/** What of the bus goes into the queue of a consumer. */
export interface Rule {
  readonly consumer: string;
  /** By `detail-type`. */
  readonly events: readonly string[] | 'all';
}

export interface LocalRules {
  add(rule: Rule): void;
  /** Puts events into all queues they are for. When it returns they are kept there, whatever becomes of the process. */
  carry(events: readonly CarriedEvent[], now: number): void;
}

/** The rules between the bus and the queues. */
export function localRules(queues: Pick<LocalQueues, 'send'>): LocalRules {
  const rules: Rule[] = [];
  return {
    add: (rule) => void rules.push(rule),
    carry(events, now) {
      queues.send(
        events.map((event) => ({
          id: event.id,
          body: toMessageBody(event),
          sentAt: now,
          to: rules.filter((rule) => matches(rule, event)).map(({ consumer }) => consumer),
        })),
      );
    },
  };
}

function matches({ events }: Rule, event: CarriedEvent): boolean {
  return events === 'all' || events.includes(event['detail-type']);
}
