import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Log } from '../../../lib/ports/telemetry.ts';
import { reasonOf } from '../reason-of.ts';
import type { Activity } from './activity.ts';
import type { VirtualClock } from './clock.ts';
import { type DeadLetterPage, deadLetters } from './dead-letters.ts';
import { type DeliveryCauses, noteCause } from './delivery-causes.ts';
import { hiddenMessages } from './hidden-messages.ts';
import type { QueueKeeper, QueueMessage } from './queue-keeper.ts';
import { toSqsEvent } from './queue-record.ts';
import type { Random } from './random.ts';

/** Who is given a queue's messages, and how. */
export interface QueueConsumer {
  readonly name: string;
  /** Messages of one delivery at most. */
  readonly batchSize: number;
  /** Deliveries before a message is a dead letter. */
  readonly maxReceives: number;
  /** How long what was handed out stays hidden; a delivery that takes longer has failed. */
  readonly visibilityMs: number;
  /**
   * Deliveries at once.
   * @default 4
   */
  readonly batchesAtOnce?: number;
  readonly deliver: (event: SQSEvent) => Promise<SQSBatchResponse>;
}

/** Of one queue; a message is in exactly one of the three. */
export interface QueueCounts {
  /** For a delivery, for a later time, or for a consumer that is away. */
  readonly waiting: number;
  readonly inFlight: number;
  readonly deadLetters: number;
}

/** The queue of one consumer, with its dead letters: at least once, in no order. */
export interface LocalQueue {
  /** Puts messages in that are kept already. */
  add(messages: readonly QueueMessage[]): void;
  counts(): QueueCounts;
  /** At most `limit` dead letters, newest last, from the oldest or from where an earlier page ended. */
  deadLetters(limit: number, from: string | null): DeadLetterPage;
  /** Puts dead letters back into the queue, as if they were sent now; answers how many of these there were. */
  redrive(ids: readonly string[] | 'all'): number;
  /** Changes when a message of this delivery comes again, should it fail; false when there is no such delivery. */
  hide(receiptHandle: string, forMs: number): boolean;
  /** While out nobody is given anything, and no delivery is counted. */
  setOutage(on: boolean): void;
  isOut(): boolean;
  /** What waits for a later time is tried now: something it may have waited for is back. */
  retryNow(): void;
}

export interface QueueOptions {
  readonly consumer: QueueConsumer;
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly log: Log;
  readonly keeper: QueueKeeper;
  readonly causes: Pick<DeliveryCauses, 'during'>;
  readonly random: Random;
  /** The share of messages delivered once more after they are done, from 0 to 1. */
  readonly duplicates: number;
}

/** Two would do to show races; four keep a busy load test from waiting for one slow delivery. */
const defaultBatchesAtOnce = 4;

/** Queues count in whole seconds; so many messages of one second are one step of the clock. */
const granularityMs = 1_000;

interface Delivery {
  readonly message: QueueMessage;
  readonly receiptHandle: string;
  visibleAt: number;
}

export function localQueue(options: QueueOptions): LocalQueue {
  const { consumer, clock, activity, log, keeper, causes, random, duplicates } = options;
  const { name, batchSize, maxReceives, visibilityMs, batchesAtOnce = defaultBatchesAtOnce } = consumer;
  const ready: QueueMessage[] = [];
  const hidden = hiddenMessages(clock, (shown) => {
    for (const message of shown) ready.push(message);
    pump();
  });
  const inFlight = new Map<string, Delivery>();
  const repeated = new Set<QueueMessage>();
  const dead = deadLetters({ consumer: name, clock, keeper, log });
  let batchesUnderWay = 0;
  /** Of those: started, but not yet filled. */
  let batchesToFill = 0;
  let out = false;

  function pump(): void {
    if (out) return;
    while (batchesUnderWay < batchesAtOnce && batchesToFill * batchSize < ready.length) {
      batchesUnderWay += 1;
      batchesToFill += 1;
      void activity.track(deliverBatch).then(pump);
    }
  }

  async function deliverBatch(): Promise<void> {
    // What is sent in the same turn travels together.
    await nextTurn();
    batchesToFill -= 1;
    const batch = takeBatch();
    try {
      if (batch.length > 0) settle(batch, await attempt(batch));
    } catch (fault) {
      log.error('what became of messages could not be kept', fault, { consumer: name });
      for (const { message, visibleAt } of batch) showAt(message, visibleAt);
    } finally {
      for (const { receiptHandle } of batch) inFlight.delete(receiptHandle);
      batchesUnderWay -= 1;
    }
  }

  function takeBatch(): readonly Delivery[] {
    const batch: Delivery[] = [];
    while (!out && batch.length < batchSize && ready.length > 0) {
      const message = takeAny(ready, random);
      if (message.receives >= maxReceives) dead.bury(message);
      else batch.push(receive(message));
    }
    return batch;
  }

  function receive(message: QueueMessage): Delivery {
    message.receives += 1;
    const receiptHandle = `${name}/${message.id}/${message.receives}`;
    const delivery = { message, receiptHandle, visibleAt: inWholeSeconds(clock.now() + visibilityMs) };
    inFlight.set(receiptHandle, delivery);
    return delivery;
  }

  /** The ids of the messages that failed. */
  async function attempt(batch: readonly Delivery[]): Promise<ReadonlySet<string>> {
    const all = batch.map(({ message }) => message.id);
    let cancel = () => {};
    const tooLate = new Promise<never>((_, reject) => {
      const fault = new Error('it took longer than its messages are hidden');
      cancel = clock.at(clock.now() + visibilityMs, () => reject(fault));
    });
    try {
      const delivered = causes.during(async (told) => {
        const answer = await consumer.deliver(toSqsEvent(name, batch));
        for (const { message } of batch) noteCause(message, told);
        return answer;
      });
      const { batchItemFailures } = await Promise.race([delivered, tooLate]);
      const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      // A failure that names no message of the batch counts for the whole batch, as with Lambda.
      return new Set(failed.every((id) => all.includes(id)) ? failed : all);
    } catch (fault) {
      log.error('a queue delivery failed', fault, { consumer: name, messages: all.length });
      for (const { message } of batch) message.cause = reasonOf(fault);
      return new Set(all);
    } finally {
      cancel();
    }
  }

  function settle(batch: readonly Delivery[], failed: ReadonlySet<string>): void {
    const isFailed = ({ message }: Delivery): boolean => failed.has(message.id);
    const again = batch.filter(isFailed);
    const done = batch.filter((delivery) => !isFailed(delivery)).map(({ message }) => message);
    if (done.length > 0) {
      keeper.gone(
        name,
        done.map(({ id }) => id),
      );
    }
    if (again.length > 0) {
      keeper.back(
        name,
        again.map(({ message: { id, receives }, visibleAt }) => ({ id, receives, visibleAt })),
      );
    }
    for (const { message, visibleAt } of again) showAt(message, visibleAt);
    for (const message of done) perhapsRepeat(message);
  }

  /** As when the queue forgets that something was done; never so that a message that was done dies of it. */
  function perhapsRepeat(message: QueueMessage): void {
    if (repeated.delete(message) || message.receives >= maxReceives || random() >= duplicates) return;
    repeated.add(message);
    ready.push(message);
  }

  function showAt(message: QueueMessage, visibleAt: number): void {
    if (visibleAt <= clock.now()) ready.push(message);
    else hidden.add(visibleAt, message);
  }

  for (const { deadSince, visibleAt, ...message } of keeper.kept(name)) {
    if (deadSince !== null) dead.add({ ...message, since: deadSince });
    else showAt(message, visibleAt);
  }
  pump();

  return {
    add(messages) {
      ready.push(...messages);
      pump();
    },
    counts: () => ({
      waiting: ready.length + hidden.size(),
      inFlight: inFlight.size,
      deadLetters: dead.count(),
    }),
    deadLetters: dead.page,
    redrive(ids) {
      const messages = dead.takeOut(ids);
      ready.push(...messages);
      pump();
      return messages.length;
    },
    hide(receiptHandle, forMs) {
      const delivery = inFlight.get(receiptHandle);
      if (delivery === undefined) return false;
      delivery.visibleAt = forMs <= 0 ? clock.now() : inWholeSeconds(clock.now() + forMs);
      return true;
    },
    setOutage(on) {
      out = on;
      pump();
    },
    isOut: () => out,
    retryNow: hidden.showAll,
  };
}

/** Any of them, so that nobody can lean on an order; the last one takes its place, which is cheap. */
function takeAny(ready: QueueMessage[], random: Random): QueueMessage {
  const place = Math.floor(random() * ready.length);
  const last = ready.pop();
  const taken = ready[place] ?? last;
  if (taken === undefined || last === undefined) throw new Error('there is nothing to take');
  if (place < ready.length) ready[place] = last;
  return taken;
}

function inWholeSeconds(instant: number): number {
  return Math.ceil(instant / granularityMs) * granularityMs;
}
