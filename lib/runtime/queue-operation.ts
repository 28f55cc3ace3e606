import type { SQSRecord } from 'aws-lambda';
import { type BusMessage, readBusMessage } from '../contracts/events/bus-message.ts';
import { assert } from '../domain/assert.ts';
import { inParallel } from '../domain/in-parallel.ts';
import { backOffMs } from '../domain/queue-back-off.ts';
import { longestHidingMs, type QueueVisibility } from '../ports/queue-visibility.ts';
import type { CommonDependencies } from './dependencies.ts';
import type { Operation, QueueHandler } from './operation.ts';

/** One event of the hub as its queue hands it over. */
export interface ReceivedEvent extends BusMessage {
  /** How often the queue has handed it over, this time included; it may count one too few or too many. */
  readonly receiveCount: number;
  /** When the bus put it into the queue: epoch milliseconds. */
  readonly sentAt: number;
  /** The whole message as the bus wrote it: JSON. */
  readonly body: string;
  /** Name of the queue. */
  readonly queue: string;
}

/**
 * What becomes of an event. `retry`: it comes again after a back-off that grows with its receives;
 * `retryInMs`: after this time, at most some 12 hours. Either ends when the queue's receives are used up: then
 * it is a dead letter.
 */
export type Verdict = 'done' | 'retry' | { readonly retryInMs: number };

export interface QueueDependencies extends CommonDependencies {
  readonly visibility: QueueVisibility;
}

/** A batch has ten unless the manifest says otherwise; a larger one is no reason for more connections. */
const eventsAtOnce = 10;

/**
 * An operation that is given events by a queue, one by one: at least once, in any order, some of them at the
 * same time. One that throws is an event to retry and nothing to the others.
 */
export function queueOperation<Needs>(
  id: string,
  handle: (needs: Needs & QueueDependencies) => (event: ReceivedEvent) => Promise<Verdict>,
): Operation<QueueHandler, Needs & QueueDependencies> {
  return batchQueueOperation<Needs>(id, (needs) => {
    const handleOne = handle(needs);
    return (events) =>
      inParallel(events, eventsAtOnce, async (event) => {
        try {
          return await handleOne(event);
        } catch (fault) {
          return failed(needs, fault, [event]);
        }
      });
  });
}

/** As `queueOperation`, for what is worth doing for many at once. It answers a verdict per event, in their order. */
export function batchQueueOperation<Needs>(
  id: string,
  handle: (
    needs: Needs & QueueDependencies,
  ) => (events: readonly ReceivedEvent[]) => Promise<readonly Verdict[]>,
): Operation<QueueHandler, Needs & QueueDependencies> {
  return {
    id,
    bind(needs) {
      const handleEvents = handle(needs);
      return async ({ Records }) => {
        const readings = Records.map((record) => ({ record, event: readEvent(record) }));
        const readable = readings.filter(isReadable);
        const unreadable = readings.filter((reading) => !isReadable(reading));
        for (const { record } of unreadable) reportUnreadable(needs, record);
        const verdicts = await judge(needs, handleEvents, readable);
        const again = [
          // Nothing makes it readable: the sooner its receives are used up, the sooner a person sees it.
          ...unreadable.map(({ record }) => ({ record, forMs: 0 })),
          ...readable.flatMap(({ record, event }, place) => {
            const forMs = waitFor(verdicts[place] ?? 'retry', event);
            return forMs === null ? [] : [{ record, forMs }];
          }),
        ];
        await hide(needs, again);
        return { batchItemFailures: again.map(({ record }) => ({ itemIdentifier: record.messageId })) };
      };
    },
  };
}

interface Readable {
  readonly record: SQSRecord;
  readonly event: ReceivedEvent;
}

function isReadable(reading: { record: SQSRecord; event: ReceivedEvent | undefined }): reading is Readable {
  return reading.event !== undefined;
}

function readEvent(record: SQSRecord): ReceivedEvent | undefined {
  const { body, attributes } = record;
  const message = readBusMessage(body);
  if (message === undefined) return undefined;
  return {
    ...message,
    receiveCount: Number(attributes.ApproximateReceiveCount),
    sentAt: Number(attributes.SentTimestamp),
    body,
    queue: queueOf(record),
  };
}

/** The last part of `arn:aws:sqs:<region>:<account>:<name>`. */
function queueOf({ eventSourceARN }: SQSRecord): string {
  return eventSourceARN.split(':').at(-1) ?? '';
}

async function judge(
  needs: CommonDependencies,
  handle: (events: readonly ReceivedEvent[]) => Promise<readonly Verdict[]>,
  readable: readonly Readable[],
): Promise<readonly Verdict[]> {
  const events = readable.map(({ event }) => event);
  if (events.length === 0) return [];
  try {
    const verdicts = await handle(events);
    assert(verdicts.length === events.length, 'there is one verdict per event');
    return verdicts;
  } catch (fault) {
    const verdict = failed(needs, fault, events);
    return events.map(() => verdict);
  }
}

function failed(
  { log, metrics }: CommonDependencies,
  fault: unknown,
  events: readonly ReceivedEvent[],
): Verdict {
  metrics.count('EventsFailed', events.length);
  for (const { metadata, type, receiveCount } of events) {
    log.error('an event could not be handled', fault, { eventId: metadata.id, type, receiveCount });
  }
  return 'retry';
}

/** How long it is hidden, in milliseconds; null when it is done. */
function waitFor(verdict: Verdict, { receiveCount }: ReceivedEvent): number | null {
  if (verdict === 'done') return null;
  const ms = verdict === 'retry' ? backOffMs(receiveCount) : verdict.retryInMs;
  return Math.min(Math.max(ms, 0), longestHidingMs);
}

function reportUnreadable({ log, metrics }: CommonDependencies, { messageId, attributes }: SQSRecord): void {
  metrics.count('EventsUnreadable');
  log.warn('a message is no event and goes to the dead letters', {
    messageId,
    receiveCount: Number(attributes.ApproximateReceiveCount),
  });
}

/** Where it fails, they come again when the queue's own time is over. */
async function hide(
  { visibility, log }: QueueDependencies,
  again: readonly { readonly record: SQSRecord; readonly forMs: number }[],
): Promise<void> {
  const [first] = again;
  if (first === undefined) return;
  const messages = again.map(({ record, forMs }) => ({ receiptHandle: record.receiptHandle, forMs }));
  try {
    // Whoever is given events by several queues gets those of one in a call.
    await visibility.hide(messages, queueOf(first.record));
  } catch (fault) {
    log.error('events to retry come when their queue sees fit', fault, { events: again.length });
  }
}
