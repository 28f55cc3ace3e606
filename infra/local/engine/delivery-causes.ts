import { AsyncLocalStorage } from 'node:async_hooks';
import { readBusMessage } from '../../../lib/contracts/events/bus-message.ts';
import type { Log, LogFields } from '../../../lib/ports/telemetry.ts';
import { reasonOf } from '../reason-of.ts';
import type { QueueMessage } from './queue-keeper.ts';

/** Why events of one delivery could not be done, by the id of the event or of its message. */
export type Causes = ReadonlyMap<string, string>;

/** Hears what consumers tell the log about events they could not do, so that a dead letter can say why it is one. */
export interface DeliveryCauses {
  /** For consumers: tells everything on. */
  readonly log: Log;
  /** Runs a delivery; `causes` then holds what it told. */
  during<Result>(run: (causes: Causes) => Promise<Result>): Promise<Result>;
}

/** Keeps with a message what was told about it or its event. */
export function noteCause(message: QueueMessage, causes: Causes): void {
  if (causes.size === 0) return;
  const cause = causes.get(message.id) ?? causes.get(readBusMessage(message.body)?.metadata.id ?? '');
  if (cause !== undefined) message.cause = cause;
}

/** A line on a terminal; what is longer quotes somebody's page. */
const maxCauseLength = 300;

export function deliveryCauses(log: Log): DeliveryCauses {
  const told = new AsyncLocalStorage<Map<string, string>>();

  function note(fields: LogFields | undefined, ...parts: readonly unknown[]): void {
    const id = fields?.['eventId'] ?? fields?.['messageId'];
    if (typeof id !== 'string') return;
    const texts = parts.filter((part) => typeof part === 'string' && part !== '');
    told.getStore()?.set(id, texts.join(': ').replaceAll(/\s+/g, ' ').slice(0, maxCauseLength));
  }

  return {
    log: {
      info: (message, fields) => log.info(message, fields),
      warn(message, fields) {
        note(fields, message, fields?.['outcome'], fields?.['cause']);
        log.warn(message, fields);
      },
      error(message, fault, fields) {
        note(fields, message, reasonOf(fault));
        log.error(message, fault, fields);
      },
    },
    during(run) {
      const causes = new Map<string, string>();
      return told.run(causes, () => run(causes));
    },
  };
}
